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

package io.github.wsboot.endpoint.definition;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AliasFor;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.EndpointTester;

/**
 * Tests for {@link EndpointDiscoverer}: inherited methods and composed annotations.
 */
class EndpointInheritanceTests {

	@Test
	void shouldFindInheritedMethods() {
		try (EndpointTester tester = EndpointTester.of(Derived.class)) {
			tester.connect("/derived").await("open").text("a").await("open", "derived a");
		}
	}

	@Test
	void shouldFindAnnotationsOfInterfaces() {
		try (EndpointTester tester = EndpointTester.of(Implementation.class)) {
			tester.connect("/implementation").text("a").await("implemented a");
		}
	}

	@Test
	void shouldFindDefaultMethodsOfInterfaces() {
		try (EndpointTester tester = EndpointTester.of(WithDefault.class)) {
			tester.connect("/default").text("a").await("default a");
		}
	}

	@Test
	void shouldSeeThroughGenerics() {
		try (EndpointTester tester = EndpointTester.of(LineEndpoint.class)) {
			tester.connect("/generic").text("{\"text\":\"a\"}").await("line a");
		}
	}

	@Test
	void shouldSeeThroughGenericSuperclasses() {
		try (EndpointTester tester = EndpointTester.of(LineHandler.class)) {
			tester.connect("/generic-base").text("{\"text\":\"a\"}").await("Line[text=a]");
		}
	}

	@Test
	void shouldFindComposedAnnotations() {
		try (EndpointTester tester = EndpointTester.of(Composed.class)) {
			tester.connect("/composed").text("{\"type\":\"line\"}").await("composed");
		}
	}

	abstract static class Base {

		@OnOpen
		String open() {
			return "open";
		}

		@OnMessage
		String message(String text) {
			return "base " + text;
		}

	}

	@WebSocketEndpoint("/derived")
	static class Derived extends Base {

		@Override
		String message(String text) {
			return "derived " + text;
		}

	}

	interface Api {

		@OnMessage
		String said(String text);

	}

	@WebSocketEndpoint("/implementation")
	static class Implementation implements Api {

		@Override
		public String said(String text) {
			return "implemented " + text;
		}

	}

	interface WithDefaultMethod {

		@OnMessage
		default String said(String text) {
			return "default " + text;
		}

	}

	@WebSocketEndpoint("/default")
	static class WithDefault implements WithDefaultMethod {

	}

	interface Generic<T> {

		@OnMessage
		String said(T payload);

	}

	record Line(String text) {

	}

	@WebSocketEndpoint("/generic")
	static class LineEndpoint implements Generic<Line> {

		@Override
		public String said(Line line) {
			return "line " + line.text();
		}

	}

	abstract static class GenericBase<T> {

		@OnMessage
		String said(T payload) {
			return payload.toString();
		}

	}

	@WebSocketEndpoint("/generic-base")
	static class LineHandler extends GenericBase<Line> {

	}

	@WebSocketEndpoint
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@interface OurEndpoint {

		@AliasFor(annotation = WebSocketEndpoint.class, attribute = "value")
		String[] path();

	}

	@OnMessage("line")
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface OnLine {

	}

	@OurEndpoint(path = "/composed")
	static class Composed {

		@OnLine
		String line() {
			return "composed";
		}

	}

}
