# SPDX-License-Identifier: MIT
# `cmake --install`: a tree that runs from wherever it is moved to (bin/, lib/, include/, share/situ/).
install(TARGETS situ_program RUNTIME DESTINATION bin)
install(TARGETS situ LIBRARY DESTINATION lib)
install(DIRECTORY engine/include/situ DESTINATION include FILES_MATCHING PATTERN "*.h")
install(DIRECTORY styles DESTINATION share/situ)
install(FILES LICENSE DESTINATION share/doc/situ)
# The viewer is bundled by npm; without npm there is none, and `situ serve` says so.
install(DIRECTORY ${PROJECT_BINARY_DIR}/share/situ/web DESTINATION share/situ OPTIONAL)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/situ.pc CONTENT [[prefix=${pcfiledir}/../..
Name: situ
Description: from a county's ledgers to its emergency maps and their tiles
Version: @PROJECT_VERSION@
Libs: -L${prefix}/lib -lsitu
Cflags: -I${prefix}/include
]] @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/situ.pc DESTINATION lib/pkgconfig)

# The build tree has the same share/situ, so that the program finds its styles in any build folder.
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/share/situ)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/styles ${PROJECT_BINARY_DIR}/share/situ/styles SYMBOLIC)
