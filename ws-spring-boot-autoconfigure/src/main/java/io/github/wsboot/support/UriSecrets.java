/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.wsboot.support;

/**
 * Keeps what may be secret in a URI out of messages.
 *
 * @since 0.1.0
 */
public final class UriSecrets {

	private UriSecrets() {
	}

	/**
	 * Return a URI without what may be secret, for logs and operators.
	 * @param uri the URI or a template, valid or not
	 * @return the same without user information, query and fragment
	 */
	public static String without(String uri) {
		int begin = authority(uri);
		int end = end(uri, 0, "?#");
		int user = uri.lastIndexOf('@', end(uri, begin, "/?#") - 1);
		return (user >= begin) ? uri.substring(0, begin) + uri.substring(user + 1, end) : uri.substring(0, end);
	}

	/**
	 * Return whether a URI has user information, also where {@link java.net.URI} finds
	 * none because of its host.
	 * @param uri the URI or a template, valid or not
	 * @return whether there is something in front of the host
	 */
	public static boolean hasUserInfo(String uri) {
		int begin = authority(uri);
		return uri.lastIndexOf('@', end(uri, begin, "/?#") - 1) >= begin;
	}

	/**
	 * Return where the authority begins (RFC 3986, section 3.2).
	 */
	private static int authority(String uri) {
		int slashes = uri.indexOf("//");
		int other = end(uri, 0, "?#");
		return (slashes >= 0 && slashes < other) ? slashes + 2 : other;
	}

	private static int end(String uri, int from, String ends) {
		int end = from;
		while (end < uri.length() && ends.indexOf(uri.charAt(end)) < 0) {
			end++;
		}
		return end;
	}

}
