//! The product, told as stories over its real parts: the real client library and programs, the real server, a real
//! relay that breaks as networks do. One file a noun or a mishap; a test's name is a sentence that must stay true.

mod tidy;
