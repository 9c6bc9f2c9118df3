"""What is made of a Picture: page, paper, slides, files. Each is a function of that value alone."""
