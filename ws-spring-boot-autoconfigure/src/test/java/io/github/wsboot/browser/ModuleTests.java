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

package io.github.wsboot.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.server.Program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the browser's module that need no browser and no server: those that Node runs,
 * its size, its types, and the npm package that its folder is.
 */
class ModuleTests {

	private static final Pattern PROJECT_VERSION = Pattern.compile("<version>([^<]+)</version>");

	private static final Pattern PASSED = Pattern.compile("(?m)^\\W*pass (\\d+)$");

	@Test
	void testsInNodeShouldPass() {
		try (Program node = ModuleFiles.node()) {
			List<String> arguments = new ArrayList<>(List.of("--test", "--test-reporter=spec"));
			ModuleFiles.tests().forEach((file) -> arguments.add(file.toString()));
			assertThat(node.run(arguments.toArray(String[]::new))).as(node::output).isZero();
			Matcher passed = PASSED.matcher(node.output());
			assertThat(passed.find()).as(node::output).isTrue();
			System.out.println(passed.group(1) + " tests of the browser's module passed in Node");
			assertThat(Integer.parseInt(passed.group(1))).isGreaterThan(100);
		}
	}

	@ParameterizedTest
	@CsvSource({ "ws-client.js, 6144", "ws-ask.js, 2048" })
	void moduleShouldBeSmall(String file, int maxSize) throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (OutputStream output = new GZIPOutputStream(zipped)) {
			output.write(Files.readAllBytes(ModuleFiles.MODULE.resolve(file)));
		}
		System.out.println("The browser's module " + file + " has " + zipped.size() + " bytes with gzip");
		assertThat(zipped.size()).isLessThanOrEqualTo(maxSize);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws-client.js", "ws-ask.js" })
	void moduleShouldNeedNothingThatAContentSecurityPolicyForbids(String file) {
		String script = ModuleFiles.read(ModuleFiles.MODULE.resolve(file))
			.replace("import { connect as connectOnly } from './ws-client.js';", "");
		assertThat(script)
			.doesNotContainPattern("\\beval\\b|\\bFunction\\(|createObjectURL|innerHTML|\\bimport\\b|\\bstyle\\b");
	}

	@Test
	void versionOfThePackageShouldBeThatOfTheProject() {
		Matcher version = PROJECT_VERSION.matcher(ModuleFiles.read(Path.of("../pom.xml")));
		assertThat(version.find()).isTrue();
		assertThat(description().get("version").asString()).isEqualTo(version.group(1));
	}

	private static JsonNode description() {
		return JsonMapper.shared().readTree(ModuleFiles.read(ModuleFiles.MODULE.resolve("package.json")));
	}

	@Test
	void packageShouldBeInstalledAndImportedWithItsTypes() throws IOException {
		try (Program npm = ModuleFiles.npm(); Program node = ModuleFiles.node()) {
			String cache = "--cache=" + npm.folder().resolve("cache");
			assertThat(npm.run("pack", "--json", cache, ModuleFiles.MODULE.toString())).as(npm::output).isZero();
			assertThat(npm.output())
				.contains("\"ws-client.js\"", "\"ws-client.d.ts\"", "\"ws-ask.js\"", "\"ws-ask.d.ts\"",
						"\"package.json\"", "\"README.md\"")
				.contains("\"entryCount\": 6");
			String name = description().get("name").asString();
			Path archive = npm.folder().resolve(name + "-" + description().get("version").asString() + ".tgz");
			assertThat(archive).exists();
			assertThat(npm.run("install", "--offline", "--no-audit", "--no-fund", cache, "--prefix=" + node.folder(),
					archive.toString()))
				.as(npm::output)
				.isZero();
			Path script = node.folder().resolve("script.mts");
			Files.writeString(script, """
					import { connect, type Connection } from '%s';
					import { AskError } from '%s/ask';

					const call: (url: string) => Connection = connect;
					console.log(typeof call, typeof AskError);
					""".formatted(name, name));
			assertThat(node.run(ModuleFiles.compiler().toString(), "--strict", "--target", "es2022", "--module",
					"node16", script.toString()))
				.as(node::output)
				.isZero();
			assertThat(node.run(node.folder().resolve("script.mjs").toString())).as(node::output).isZero();
			assertThat(node.output()).isEqualToIgnoringNewLines("function function");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "types.ts", "ask-types.ts" })
	void rightUsesShouldCompileAndWrongOnesNot(String file) {
		Path uses = ModuleFiles.TESTS.resolve(file);
		try (Program node = ModuleFiles.node()) {
			assertThat(compile(node, "--strict", uses.toString())).as(node::output).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "types.ts", "ask-types.ts" })
	void eachWrongUseShouldBeAnError(String file) throws IOException {
		String uses = ModuleFiles.read(ModuleFiles.TESTS.resolve(file));
		long wrongUses = uses.lines().filter((line) -> line.contains("// @ts-expect-error")).count();
		assertThat(wrongUses).isGreaterThan(10);
		try (Program node = ModuleFiles.node()) {
			Path unmarked = node.folder().resolve(file);
			Files.writeString(unmarked, uses.replace("// @ts-expect-error", "//")
				.replaceFirst("'[^']*/(ws-\\w+\\.js)'", "'" + ModuleFiles.MODULE + "/$1'"));
			assertThat(compile(node, "--strict", unmarked.toString())).as(node::output).isNotZero();
			assertThat(node.output().lines().filter((line) -> line.contains(": error TS"))).as(node::output)
				.hasSize((int) wrongUses);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws-client.js", "ws-ask.js" })
	void moduleShouldPassTheCompilerOfTypeScript(String file) {
		try (Program node = ModuleFiles.node()) {
			String module = ModuleFiles.MODULE.resolve(file).toString();
			assertThat(compile(node, "--allowJs", "--checkJs", module)).as(node::output).isZero();
		}
	}

	private static int compile(Program node, String... arguments) {
		List<String> all = new ArrayList<>(List.of(ModuleFiles.compiler().toString(), "--noEmit", "--target", "es2022",
				"--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom"));
		all.addAll(List.of(arguments));
		return node.run(all.toArray(String[]::new));
	}

}
