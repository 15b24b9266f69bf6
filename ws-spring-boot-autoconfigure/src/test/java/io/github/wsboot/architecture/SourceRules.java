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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;

/**
 * Rules about the text of sources: no method is long. A file is as long as its one
 * subject.
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
		JavaSources.parse(directory,
				(unit, trees) -> new MethodScanner(unit, trees.getSourcePositions(), problems).scan(unit, null));
		return problems;
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
					this.problems.add("%s: %s() has %d lines".formatted(JavaSources.fileName(this.unit),
							method.getName(), lines));
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
