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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import org.jspecify.annotations.Nullable;

/**
 * Rule about beans: either an application can replace a bean, and the page on extending
 * says so, or Javadoc says that it cannot.
 */
final class BeanRules {

	/** In the Javadoc of the type; if another library has it, of the method. */
	static final String NOT_REPLACEABLE = "The bean of this type cannot be replaced by one of the application's.";

	private static final Pattern ROW = Pattern.compile("(?m)^\\| (.*?) \\|");

	private static final Pattern CODE = Pattern.compile("`(\\w+)`");

	/** Types and bean names in the attributes of an annotation. */
	private static final Pattern NAMED = Pattern.compile("(\\w+)\\.class|\"(\\w+)\"");

	private BeanRules() {
	}

	/**
	 * Return the types and names of the beans that an application can replace.
	 * @param page the page on extending
	 * @return the names in the first column of the table
	 */
	static Set<String> replaceable(String page) {
		String[] parts = page.split("(?m)^## Which beans can be replaced$");
		return Stream.of(parts)
			.skip(1)
			.flatMap((part) -> ROW.matcher(part.split("(?m)^## ")[0]).results())
			.flatMap((row) -> CODE.matcher(row.group(1)).results())
			.map((name) -> name.group(1))
			.collect(Collectors.toSet());
	}

	/**
	 * Find methods of configurations for beans that are not replaceable, and that Javadoc
	 * does not call so.
	 * @param sources the directory with all sources
	 * @param configurations the directory with the configurations
	 * @param replaceable the beans that an application can replace
	 * @return one line for each problem
	 */
	static List<String> undecided(Path sources, Path configurations, Set<String> replaceable) {
		Map<String, String> comments = new HashMap<>();
		JavaSources.parse(sources, (unit, trees) -> new TypeScanner(unit, trees, comments).scan(unit, null));
		List<String> problems = new ArrayList<>();
		JavaSources.parse(configurations,
				(unit, trees) -> new BeanScanner(unit, trees, comments, replaceable, problems).scan(unit, null));
		return problems;
	}

	private static String comment(DocTrees trees, TreePath path) {
		String comment = trees.getDocComment(path);
		return (comment != null) ? comment.strip().replaceAll("\\s+", " ") : "";
	}

	/**
	 * Collects the comments of top-level types, by their full names.
	 */
	private static final class TypeScanner extends TreePathScanner<Void, Void> {

		private final CompilationUnitTree unit;

		private final DocTrees trees;

		private final Map<String, String> comments;

		private TypeScanner(CompilationUnitTree unit, DocTrees trees, Map<String, String> comments) {
			this.unit = unit;
			this.trees = trees;
			this.comments = comments;
		}

		@Override
		public @Nullable Void visitClass(ClassTree type, Void context) {
			this.comments.put(this.unit.getPackageName() + "." + type.getSimpleName(),
					comment(this.trees, getCurrentPath()));
			return null;
		}

	}

	private static final class BeanScanner extends TreePathScanner<Void, Void> {

		private final CompilationUnitTree unit;

		private final DocTrees trees;

		private final Map<String, String> comments;

		private final Set<String> replaceable;

		private final List<String> problems;

		private BeanScanner(CompilationUnitTree unit, DocTrees trees, Map<String, String> comments,
				Set<String> replaceable, List<String> problems) {
			this.unit = unit;
			this.trees = trees;
			this.comments = comments;
			this.replaceable = replaceable;
			this.problems = problems;
		}

		@Override
		public Void visitMethod(MethodTree method, Void context) {
			if (annotation(method, "Bean") != null && !isReplaceable(method) && !saysThatItIsNot(method)) {
				this.problems.add("%s: %s() does not say whether its %s can be replaced"
					.formatted(JavaSources.fileName(this.unit), method.getName(), method.getReturnType()));
			}
			return super.visitMethod(method, context);
		}

		private static @Nullable AnnotationTree annotation(MethodTree method, String name) {
			return method.getModifiers()
				.getAnnotations()
				.stream()
				.filter((annotation) -> annotation.getAnnotationType().toString().equals(name))
				.findFirst()
				.orElse(null);
		}

		private boolean isReplaceable(MethodTree method) {
			AnnotationTree condition = annotation(method, "ConditionalOnMissingBean");
			return condition != null && Stream.concat(Stream.of(typeName(method)), named(condition))
				.anyMatch(this.replaceable::contains);
		}

		private static Stream<String> named(AnnotationTree condition) {
			return condition.getArguments()
				.stream()
				.flatMap((argument) -> NAMED.matcher(argument.toString()).results())
				.map(BeanScanner::name);
		}

		private static String name(MatchResult named) {
			return (named.group(1) != null) ? named.group(1) : named.group(2);
		}

		private boolean saysThatItIsNot(MethodTree method) {
			String ofType = this.comments.get(fullName(typeName(method)));
			return ((ofType != null) ? ofType : comment(this.trees, getCurrentPath())).contains(NOT_REPLACEABLE);
		}

		private static String typeName(MethodTree method) {
			return method.getReturnType().toString().replaceAll("<.*", "");
		}

		private String fullName(String typeName) {
			return this.unit.getImports()
				.stream()
				.map(ImportTree::getQualifiedIdentifier)
				.map(Object::toString)
				.filter((name) -> name.endsWith("." + typeName))
				.findFirst()
				.orElse(this.unit.getPackageName() + "." + typeName);
		}

	}

}
