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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.util.ClassUtils;

/**
 * Methods of a container that our classes call, according to their byte code.
 */
public final class MethodCalls {

	private MethodCalls() {
	}

	/**
	 * Return the names and types of the methods.
	 * @param owners the prefixes of the container's classes, as in byte code
	 * @param types our classes
	 */
	public static List<String> of(String owners, Class<?>... types) {
		List<String> calls = new ArrayList<>();
		for (Class<?> type : types) {
			read(type).accept(new ClassVisitor(SpringAsmInfo.ASM_VERSION) {

				@Override
				public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
						String[] exceptions) {
					return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {

						@Override
						public void visitMethodInsn(int opcode, String owner, String name, String descriptor,
								boolean isInterface) {
							if (owner.startsWith(owners) && !name.equals("<init>")) {
								calls.add(name + descriptor);
							}
						}

					};
				}

			}, 0);
		}
		return calls;
	}

	/**
	 * Return whether a container's class has inherited the method from an interface of
	 * the JDK.
	 */
	public static boolean isOfTheJdk(InternalMethodProbe method, String packages) {
		Class<?> type = ClassUtils.resolveClassName(method.type(), null);
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.filter((candidate) -> !candidate.getName().startsWith(packages))
			.flatMap((candidate) -> Arrays.stream(candidate.getMethods()))
			.anyMatch((candidate) -> candidate.getName().equals(method.name()));
	}

	private static ClassReader read(Class<?> type) {
		try (InputStream in = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
			return new ClassReader(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
