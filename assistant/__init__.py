"""A school's assistant for its policy on parents' use of social networking sites."""
