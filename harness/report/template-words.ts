/** Reads the words behind `template`: what to write, and where. */
import { type Given, TEMPLATES, type TemplateCommand } from './command.ts'
import { findNearest } from './nearest.ts'
import { listWords } from './test-choice.ts'
import { UsageError } from './usage-error.ts'

const EXAMPLE = 'npm run grade template gradescope out/gradescope'

/** Throws a UsageError when it is not one kind and one folder. */
export function parseTemplate(given: Given, words: readonly string[]): TemplateCommand {
  const [option] = [...given.values.keys(), ...given.names]
  if (option !== undefined)
    throw new UsageError(`'${option}' means nothing to template: ${EXAMPLE}`)
  const [word, folder, ...more] = words
  if (word === undefined) {
    throw new UsageError(`say what to write, ${listKinds()}, and where: ${EXAMPLE}`)
  }
  const template = TEMPLATES.find((kind) => kind === word.toLowerCase())
  if (template === undefined) {
    const nearest = findNearest(word, TEMPLATES)
    const hint = nearest === undefined ? `there are ${listKinds()}` : `did you mean '${nearest}'?`
    throw new UsageError(`there is no template '${word}'; ${hint}`)
  }
  if (folder === undefined) {
    throw new UsageError(`say where to write it: npm run grade template ${template} FOLDER`)
  }
  if (more.length > 0) throw new UsageError(`a template goes into one folder, not '${more[0]}' too`)
  return { kind: 'template', template, folder }
}

function listKinds(): string {
  return listWords(TEMPLATES)
}
