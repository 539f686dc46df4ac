# Types and views. A nested module, so that PowerShell adds them after Stylize.Session.psm1 has allowed the import.
@{
    ModuleVersion     = '1.0.0'
    TypesToProcess    = @('Stylize.Types.ps1xml')
    FormatsToProcess  = @('Stylize.Format.ps1xml')
    FunctionsToExport = @()
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
