"""Structure of a text: header, paragraphs, sentences and language, each as offsets into the text as given."""
