//! Parts of one sharing make one whole; what a terminal shows; what a text may hold.
