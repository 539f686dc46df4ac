# Refuses the import if the session has loaded another copy of Stylize. .NET never unloads it, so that the cmdlets of this copy could not run.
# In a constrained session, scripts cannot list the assemblies.
if ($ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
    $own = [System.IO.Path]::GetFullPath("$PSScriptRoot/Stylize.PowerShell.dll")
    $other = [System.AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'Stylize.PowerShell' -and $_.Location -ne $own })
    if ($other) {
        $text = "This session has loaded Stylize from '$(Split-Path (Split-Path $other[0].Location))'. " +
            "Start a new session of PowerShell to import '$(Split-Path $PSScriptRoot)'."
        throw [System.Management.Automation.ErrorRecord]::new(
            [System.InvalidOperationException] $text, 'SessionHasOtherVersion', 'ResourceUnavailable', (Split-Path $PSScriptRoot))
    }
}
