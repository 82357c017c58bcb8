"""The words: classes, concept schemes, places, shapes and the questions they must answer."""
