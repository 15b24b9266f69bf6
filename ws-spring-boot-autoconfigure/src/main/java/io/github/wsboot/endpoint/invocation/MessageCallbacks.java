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

package io.github.wsboot.endpoint.invocation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.StringUtils;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.UnhandledMessageException;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.MessageKinds;
import io.github.wsboot.endpoint.callback.PayloadFormatRules;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.message.ContentReader;
import io.github.wsboot.message.JsonLocation;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.support.VisibleText;

/**
 * {@code @OnMessage} callbacks of an endpoint, and the choice among them.
 *
 * @since 0.1.0
 */
public final class MessageCallbacks {

	/**
	 * The longest type in a message of an exception, in characters: clients choose types.
	 */
	private static final int MAX_TYPE = 100;

	private static final String GIVE_A_TYPE = "Keep one of them, or give one a type with @OnMessage(\"...\").";

	private final Map<String, Callback> typed = new HashMap<>();

	private final @Nullable MessageProtocol protocol;

	private final ContentReader content;

	private @Nullable Callback text;

	private @Nullable Callback binary;

	/**
	 * Sort callbacks by the messages that they take.
	 * @param callbacks the callbacks
	 * @param kinds say which ones take binary messages
	 * @param rules check their payloads
	 * @param protocol reads the messages, or {@code null} if they have no types
	 * @param content reads what the protocol has found
	 */
	public MessageCallbacks(List<Callback> callbacks, MessageKinds kinds, PayloadFormatRules rules,
			@Nullable MessageProtocol protocol, ContentReader content) {
		this.protocol = protocol;
		this.content = content;
		callbacks.forEach((callback) -> add(callback, kinds, rules));
	}

	private void add(Callback callback, MessageKinds kinds, PayloadFormatRules rules) {
		String type = type(callback);
		boolean typed = StringUtils.hasLength(type);
		if (typed) {
			assertTypesAreRead(type, callback);
		}
		rules.check(callback);
		boolean binary = kinds.isBinary(callback);
		if (typed) {
			assertText(type, binary, callback, kinds);
			this.typed.put(type,
					unique(this.typed.get(type), callback, "messages of type '" + type + "'", GIVE_A_TYPE));
		}
		else if (binary) {
			this.binary = unique(this.binary, callback, "binary messages",
					"Keep one of them: a binary message does not say what it is.");
		}
		else {
			this.text = unique(this.text, callback, "text messages of any type", GIVE_A_TYPE);
		}
	}

	private void assertTypesAreRead(String type, Callback callback) {
		if (this.protocol == null) {
			throw InvalidEndpointException.of(callback.beanName(), callback.method(),
					"takes messages of type '" + type + "', but there is no JsonMapper to read the type with",
					"Add 'spring-boot-starter-jackson' to the dependencies, or a JsonMapper bean to the application.");
		}
	}

	private static void assertText(String type, boolean binary, Callback callback, MessageKinds kinds) {
		if (binary) {
			throw InvalidEndpointException.of(callback.beanName(), callback.method(),
					"takes messages of type '" + type + "' " + kinds.describe(callback)
							+ ", but only text messages have a type",
					"Remove the type, or read the payload as text or as an object that is converted to text.");
		}
	}

	private static String type(Callback callback) {
		OnMessage annotation = AnnotatedElementUtils.findMergedAnnotation(callback.method(), OnMessage.class);
		return (annotation != null) ? annotation.value() : "";
	}

	private static Callback unique(@Nullable Callback earlier, Callback callback, String what, String action) {
		if (earlier != null) {
			throw new InvalidEndpointException("WebSocket endpoint bean '" + callback.beanName() + "' declares '"
					+ earlier + "' and '" + callback + "', which both take " + what + ".", action);
		}
		return callback;
	}

	/**
	 * Return the protocol of the messages.
	 * @return the protocol, or {@code null} if they have no types
	 */
	public @Nullable MessageProtocol protocol() {
		return this.protocol;
	}

	/**
	 * Return what is called for a text message.
	 * @param text the message
	 * @param mayAsk whether both sides have agreed that the other side may ask by the
	 * field for it, where the application has declared no protocol
	 * @return the call, or {@code null} if the message is an answer
	 * @throws PayloadConversionException if the message does not follow the protocol, or
	 * is malformed JSON and all callbacks take typed JSON only
	 * @throws UnhandledMessageException if there is none, and the message is no question
	 */
	public @Nullable MessageChoice text(String text, boolean mayAsk) {
		if (this.protocol instanceof JsonProtocol json) {
			InboundMessage message = (mayAsk && json.mayAsk(text)) ? readQuestion(json, text) : null;
			return (message != null) ? choose(message, text)
					: call(this.typed.isEmpty() ? null : json.readType(text), text, text);
		}
		return (this.protocol != null) ? choose(read(this.protocol, text), text) : call(null, text, text);
	}

	/**
	 * Read a message that may be a question. One with the field of answers is none that
	 * anybody has asked for, as these are taken before, and has only a type.
	 */
	private static @Nullable InboundMessage readQuestion(JsonProtocol json, String text) {
		InboundMessage message = json.read(text);
		return switch (message.kind()) {
			case QUESTION, MESSAGE -> message;
			case ANSWER, FAILURE -> null;
		};
	}

	private static InboundMessage read(MessageProtocol protocol, String text) {
		try {
			return protocol.read(text);
		}
		catch (RuntimeException ex) {
			throw PayloadConversionException.inbound("The message does not follow the protocol" + JsonLocation.of(ex),
					ex);
		}
	}

	private @Nullable MessageChoice choose(InboundMessage message, String text) {
		return switch (message.kind()) {
			case ANSWER, FAILURE -> null;
			case MESSAGE -> call(message.type(), this.content.text(message.content()), text);
			case QUESTION -> question(message, Objects.requireNonNull(message.id()), text);
		};
	}

	private MessageChoice question(InboundMessage message, Object id, String text) {
		try {
			MessageChoice.Call call = call(message.type(), this.content.text(message.content()), text);
			return new MessageChoice.Call(call.callback(), call.payload(), id);
		}
		catch (RuntimeException ex) {
			return new MessageChoice.Untaken(id, ex);
		}
	}

	private MessageChoice.Call call(@Nullable String type, String content, String text) {
		Callback callback = (type != null) ? this.typed.get(type) : null;
		if (callback == null) {
			callback = this.text;
		}
		if (callback == null) {
			throw unhandled(text, type);
		}
		return new MessageChoice.Call(callback, content);
	}

	private RuntimeException unhandled(String text, @Nullable String type) {
		if (this.typed.isEmpty()) {
			return new UnhandledMessageException("No callback takes text messages");
		}
		String malformed = (this.protocol instanceof JsonProtocol json) ? json.locateSyntaxError(text) : null;
		if (malformed != null) {
			return PayloadConversionException.inbound("The message is not well-formed JSON" + malformed, null);
		}
		return new UnhandledMessageException("No callback takes text messages "
				+ ((type != null) ? "of the type '" + VisibleText.of(type, MAX_TYPE) + "'" : "without a type")
				+ ", only those of the types " + new TreeSet<>(this.typed.keySet()));
	}

	/**
	 * Return the callback for a binary message.
	 * @throws UnhandledMessageException if there is none
	 */
	public Callback binary() {
		if (this.binary == null) {
			throw new UnhandledMessageException("No callback takes binary messages");
		}
		return this.binary;
	}

}
