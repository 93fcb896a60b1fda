/** Harbor's REST API as a client sees it: one request, one answer. Shared by the follower and by whoever enrols projects. */
@NullMarked
package io.breakwater.ingest.rest;

import org.jspecify.annotations.NullMarked;
