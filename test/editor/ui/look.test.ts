import { join } from 'node:path';
import { inEditor, repository, type EditorOptions } from './editor.ts';

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;

for (const [name, theme] of Object.entries(themes)) {
  it(`shows its walkthrough and the plan of a spec in a ${name} theme`, () => look({ name: `look-${name}`, theme, workspace: join(repository, 'examples', 'shop') }));
}

async function look(options: EditorOptions): Promise<void> {
  await inEditor(options, async (editor) => {
    const { page } = editor;
    const walkthrough = editor.quickPickItem('From a Spec to a Running Backend');
    await editor.run('Welcome: Open Walkthrough...', walkthrough);
    await editor.pick('From a Spec to a Running Backend');
    const steps = page.locator('.getting-started-step');
    await editor.eventually(async () => await steps.count() === 5);
    for (const step of await steps.all()) {
      await step.click();
      await page.locator('.getting-started-media').first().waitFor();
    }
    await editor.screenshot('walkthrough');

    await editor.chooseInExplorer('shop.devmatrix.yaml', 'DevMatrix: Show Plan and Price', page.locator('.tab').filter({ hasText: 'Plan of shop' }));
    const plan = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await plan.getByRole('heading', { level: 1 }).waitFor();
    await editor.screenshot('plan');
  });
}
