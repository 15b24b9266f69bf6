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

package io.github.wsboot.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

/**
 * Rules that only the source text can tell: no method is long. A file is as long as its
 * one subject.
 */
final class SourceRules {

	static final int MAX_METHOD_LINES = 40;

	private SourceRules() {
	}

	/**
	 * Find methods whose bodies are too long.
	 * @param directory the directory with the sources
	 * @return one line for each problem
	 */
	static List<String> tooLong(Path directory) {
		List<String> problems = new ArrayList<>();
		List<Path> files = javaFiles(directory);
		if (!files.isEmpty()) {
			checkMethods(files, problems);
		}
		return problems;
	}

	private static List<Path> javaFiles(Path directory) {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(".java")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void checkMethods(List<Path> files, List<String> problems) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
					manager.getJavaFileObjectsFromPaths(files));
			SourcePositions positions = Trees.instance(task).getSourcePositions();
			for (CompilationUnitTree unit : task.parse()) {
				new MethodScanner(unit, positions, problems).scan(unit, null);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class MethodScanner extends TreeScanner<Void, Void> {

		private final CompilationUnitTree unit;

		private final SourcePositions positions;

		private final List<String> problems;

		private MethodScanner(CompilationUnitTree unit, SourcePositions positions, List<String> problems) {
			this.unit = unit;
			this.positions = positions;
			this.problems = problems;
		}

		@Override
		public Void visitMethod(MethodTree method, Void context) {
			if (method.getBody() != null) {
				long lines = bodyLines(method);
				if (lines > MAX_METHOD_LINES) {
					String file = Path.of(this.unit.getSourceFile().getName()).getFileName().toString();
					this.problems.add("%s: %s() has %d lines".formatted(file, method.getName(), lines));
				}
			}
			return super.visitMethod(method, context);
		}

		private long bodyLines(MethodTree method) {
			LineMap lines = this.unit.getLineMap();
			long opened = lines.getLineNumber(this.positions.getStartPosition(this.unit, method.getBody()));
			long closed = lines.getLineNumber(this.positions.getEndPosition(this.unit, method.getBody()) - 1);
			return closed - opened - 1;
		}

	}

}
