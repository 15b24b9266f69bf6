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

package io.github.wsboot.transport;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.wsboot.transport.DirectUpgrade.Compatibility;

/**
 * Versions of a container with which our transport was tested: one line of releases, from
 * its first good one on. The sockets of older versions are not taken. Those of versions
 * newer than the whole line are, with a warning.
 *
 * @param server the container
 * @param major the line's major version
 * @param minor the line's minor version
 * @param first the first good release of the line
 * @since 0.1.0
 */
public record SupportedVersions(String server, int major, int minor, int first) {

	private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");

	/**
	 * Return the compatibility that follows from the version alone.
	 * @param version the version of the running container
	 * @return the compatibility
	 */
	public Compatibility compatibility(String version) {
		Compatibility compatibility = new Compatibility(this.server + " " + version, null, null, null);
		Matcher matcher = VERSION.matcher(version);
		if (!matcher.lookingAt()) {
			return compatibility.withObstacle("the version '" + version + "' of " + this.server + " is not known");
		}
		int[] numbers = { number(matcher, 1), number(matcher, 2), number(matcher, 3) };
		if (Arrays.compare(numbers, new int[] { this.major, this.minor, this.first }) < 0) {
			return compatibility.withObstacle(compatibility.server() + " is older than " + this);
		}
		boolean sameLine = numbers[0] == this.major && numbers[1] == this.minor;
		return sameLine ? compatibility : new Compatibility(compatibility.server(), null, null, compatibility.server()
				+ " is newer than what was tested (from " + this + " on, before the next minor version)");
	}

	private static int number(Matcher matcher, int group) {
		return Integer.parseInt(matcher.group(group));
	}

	@Override
	public String toString() {
		return this.major + "." + this.minor + "." + this.first;
	}

}
