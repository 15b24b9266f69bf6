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

package io.github.wsboot.transport.client;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Names the reason why TLS could not be agreed on. The JDK has it somewhere in a chain of
 * causes.
 */
final class TlsFailure {

	private static final String ALERT = "Received fatal alert: ";

	/** The name of the alert, with which messages begin since JDK 25. */
	private static final Pattern NAME_OF_ALERT = Pattern.compile("^\\([a-z_]+\\) ");

	private TlsFailure() {
	}

	/**
	 * Return the failure of an attempt.
	 * @param target what could not be done, such as "Cannot connect to wss://example.org"
	 * @param cause the cause
	 */
	static ConnectFailure of(String target, SSLException cause) {
		return new ConnectFailure(ConnectFailure.Kind.TLS, target + ": " + reason(cause), cause, null,
				HttpHeaders.EMPTY);
	}

	/**
	 * Return the reason for a failure of TLS.
	 */
	static String reason(SSLException failure) {
		String deepest = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String reason = specific(cause);
			deepest = (reason != null) ? reason : deepest;
		}
		return (deepest != null) ? deepest : "TLS has failed (" + failure.getMessage() + ")";
	}

	private static @Nullable String specific(Throwable cause) {
		if (cause instanceof CertificateExpiredException) {
			return "the certificate of the server has expired";
		}
		if (cause instanceof CertificateNotYetValidException) {
			return "the certificate of the server is not valid yet";
		}
		if (cause instanceof CertPathBuilderException) {
			return "the certificate of the server is not trusted, as its issuer is unknown";
		}
		if (cause instanceof CertPathValidatorException invalid) {
			return invalid(invalid);
		}
		return byMessage(cause, NAME_OF_ALERT.matcher(String.valueOf(cause.getMessage())).replaceFirst(""));
	}

	private static String invalid(CertPathValidatorException cause) {
		if (cause.getReason() == BasicReason.EXPIRED) {
			return "the certificate of the server has expired";
		}
		return "the certificate of the server is not trusted (" + cause.getMessage() + ")";
	}

	private static @Nullable String byMessage(Throwable cause, String message) {
		if (cause instanceof CertificateException && message.startsWith("No ")) {
			return "the certificate of the server is for another host (" + message + ")";
		}
		if (message.startsWith(ALERT)) {
			String alert = message.substring(ALERT.length());
			return alert.equals("protocol_version") ? "there is no common version of TLS"
					: "the server has refused with the alert " + alert;
		}
		if (message.startsWith("No appropriate protocol") || message.contains("is not enabled or supported in client")
				|| message.contains("chosen protocol version")) {
			return "there is no common version of TLS";
		}
		boolean plain = message.startsWith("Unsupported or unrecognized SSL message")
				|| message.startsWith("Unrecognized SSL message");
		return plain ? "the server does not speak TLS" : null;
	}

}
