package rest

func (s *Server) addBulk(schemas) {}
