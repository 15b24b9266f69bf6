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

package io.github.wsboot.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Classes that a test compiles itself, without the names of parameters and into a
 * directory of its own.
 */
public final class CompiledClasses implements AutoCloseable {

	private final URLClassLoader loader;

	private CompiledClasses(URLClassLoader loader) {
		this.loader = loader;
	}

	/**
	 * Compile classes.
	 * @param directory the directory of the classes
	 * @param sources the sources by the names of their classes
	 */
	public static CompiledClasses of(Path directory, Map<String, String> sources) {
		List<String> options = List.of("-d", directory.toString(), "-proc:none", "-classpath",
				System.getProperty("java.class.path"));
		CompilationTask task = ToolProvider.getSystemJavaCompiler()
			.getTask(null, null, null, options, null, sources.entrySet().stream().map(Source::new).toList());
		assertThat(task.call()).as("compiled " + sources).isTrue();
		try {
			return new CompiledClasses(new URLClassLoader(new URL[] { directory.toUri().toURL() },
					CompiledClasses.class.getClassLoader()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public ClassLoader loader() {
		return this.loader;
	}

	public Class<?> type(String name) {
		try {
			return this.loader.loadClass(name);
		}
		catch (ClassNotFoundException ex) {
			throw new AssertionError(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.loader.close();
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String content;

		Source(Entry<String, String> source) {
			super(URI.create("string:///" + source.getKey().replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE);
			this.content = source.getValue();
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.content;
		}

	}

}
