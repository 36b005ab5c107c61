import * as vscode from 'vscode';
import type { Severity } from '../../base/diagnostic.ts';

/** A severity as the editor names it. */
export function severityOf(severity: Severity): vscode.DiagnosticSeverity {
  switch (severity) {
    case 'error': return vscode.DiagnosticSeverity.Error;
    case 'warning': return vscode.DiagnosticSeverity.Warning;
    case 'info': return vscode.DiagnosticSeverity.Information;
  }
}
