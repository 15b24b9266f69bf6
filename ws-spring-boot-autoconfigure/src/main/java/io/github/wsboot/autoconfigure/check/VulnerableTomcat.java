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

package io.github.wsboot.autoconfigure.check;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Versions of Tomcat with known vulnerabilities in their WebSocket implementation or in
 * the upgrade of requests. Vulnerabilities of HTTP alone are not in the list.
 *
 * @since 0.1.0
 * @see <a href="https://tomcat.apache.org/security-11.html">Apache Tomcat 11
 * vulnerabilities</a>
 * @see <a href="https://tomcat.apache.org/security-10.html">Apache Tomcat 10
 * vulnerabilities</a>
 */
public final class VulnerableTomcat {

	private static final Log logger = LogFactory.getLog(VulnerableTomcat.class);

	private static final Pattern VERSION = Pattern.compile("Tomcat[/ ](\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");

	private static final List<Vulnerability> VULNERABILITIES = List.of(
			// Clients keep connections open:
			// https://www.cve.org/CVERecord?id=CVE-2024-23672
			new Vulnerability("CVE-2024-23672", List.of(new Range(10, 1, 0, 18))),
			// Security constraints: https://www.cve.org/CVERecord?id=CVE-2026-76183
			new Vulnerability("CVE-2026-76183", List.of(new Range(11, 0, 0, 25), new Range(10, 1, 0, 59))),
			// Busy waiting in a close: https://www.cve.org/CVERecord?id=CVE-2026-77791
			new Vulnerability("CVE-2026-77791", List.of(new Range(11, 0, 0, 25), new Range(10, 1, 8, 59))),
			// Lost timeouts of writes: https://www.cve.org/CVERecord?id=CVE-2026-79677
			new Vulnerability("CVE-2026-79677", List.of(new Range(11, 0, 0, 25), new Range(10, 1, 0, 59))),
			// Smuggling with compression: https://www.cve.org/CVERecord?id=CVE-2026-87022
			new Vulnerability("CVE-2026-87022", List.of(new Range(11, 0, 0, 25), new Range(10, 1, 0, 59))),
			// Memory leak of upgrades: https://www.cve.org/CVERecord?id=CVE-2026-118233
			new Vulnerability("CVE-2026-118233", List.of(new Range(11, 0, 0, 27), new Range(10, 1, 0, 61))));

	private VulnerableTomcat() {
	}

	/**
	 * Warn of a vulnerable Tomcat.
	 * @param servers descriptions of the server, the most precise first
	 * @param own whether the application has started the server itself
	 */
	static void warn(List<String> servers, boolean own) {
		servers.stream()
			.map(VulnerableTomcat::describe)
			.filter(Objects::nonNull)
			.findFirst()
			.ifPresent((known) -> logger.warn(known + (own
					? ": set the property 'tomcat.version' of your build, which Spring Boot's dependencies follow"
					: ": update the Tomcat that this application is deployed to")
					+ ". See https://tomcat.apache.org/security.html"));
	}

	/**
	 * Describe the vulnerabilities of a server.
	 * @param server name and version, for example {@code Apache Tomcat/11.0.22}
	 * @return the version, its vulnerabilities and the last version that has one of them,
	 * or {@code null} if there are none
	 */
	static @Nullable String describe(String server) {
		Matcher matcher = VERSION.matcher(server);
		if (!matcher.find()) {
			return null;
		}
		int major = Integer.parseInt(matcher.group(1));
		int minor = Integer.parseInt(matcher.group(2));
		int patch = Integer.parseInt(matcher.group(3));
		List<String> found = VULNERABILITIES.stream()
			.filter((vulnerability) -> vulnerability.ranges()
				.stream()
				.anyMatch((range) -> range.has(major, minor, patch)))
			.map(Vulnerability::id)
			.toList();
		if (found.isEmpty()) {
			return null;
		}
		String version = "Tomcat %d.%d.%d".formatted(major, minor, patch);
		return version
				+ " has known vulnerabilities in its support of WebSockets (%s), so use a later version than %d.%d.%d"
					.formatted(String.join(", ", found), major, minor, last(major, minor));
	}

	private static int last(int major, int minor) {
		return VULNERABILITIES.stream()
			.flatMap((vulnerability) -> vulnerability.ranges().stream())
			.filter((range) -> range.major() == major && range.minor() == minor)
			.mapToInt(Range::last)
			.max()
			.orElse(0);
	}

	private record Vulnerability(String id, List<Range> ranges) {

	}

	/**
	 * Affected releases of a line. Milestones count as the first release.
	 */
	private record Range(int major, int minor, int first, int last) {

		boolean has(int major, int minor, int patch) {
			return this.major == major && this.minor == minor && this.first <= patch && patch <= this.last;
		}

	}

}
