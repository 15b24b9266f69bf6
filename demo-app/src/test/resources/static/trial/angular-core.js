// What the recipe needs of Angular: signals, and the end of what has injected. Angular itself has to be compiled.

const effects = new Set();
let injector = null;

export class DestroyRef {

	#callbacks = [];

	onDestroy(callback) {
		this.#callbacks.push(callback);
	}

	destroy() {
		this.#callbacks.forEach((callback) => callback());
	}

}

export function signal(value) {
	const read = () => value;
	read.set = (changed) => {
		value = changed;
		effects.forEach((effect) => effect());
	};
	read.update = (change) => read.set(change(value));
	read.asReadonly = () => () => value;
	return read;
}

export function effect(task) {
	effects.add(task);
	task();
}

export function inject() {
	if (!injector) {
		throw new Error('inject() is called outside of an injection context');
	}
	return injector;
}

export function runInInjectionContext(destroyRef, task) {
	injector = destroyRef;
	try {
		return task();
	}
	finally {
		injector = null;
	}
}
