# Refuses the import if the session has loaded another copy of Stylize. .NET never unloads it, so that the cmdlets of this copy could not run.
# In a constrained session, scripts cannot list the assemblies.
if ($ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
    $own = [System.IO.Path]::GetFullPath("$PSScriptRoot/Stylize.PowerShell.dll")
    # A folder on the way can be a link. Through one, another runspace can import the module, but not this one again.
    function Resolve-Link([string] $Path) {
        for ($at = $Path; $at; $at = Split-Path $at) {
            $target = (Get-Item -LiteralPath $at -Force -ErrorAction Ignore)?.ResolveLinkTarget($true)
            if ($target) { return Resolve-Link ($target.FullName + $Path.Substring($at.Length)) }
        }
        $Path
    }
    $other = [System.AppDomain]::CurrentDomain.GetAssemblies().Where({
            $_.GetName().Name -eq 'Stylize.PowerShell' -and $_.Location -ne $own -and
            ((Get-TypeData -TypeName Stylize.OutputFile) -or (Resolve-Link $_.Location) -ne (Resolve-Link $own))
        })
    if ($other) {
        $text = "This session has loaded Stylize from '$(Split-Path (Split-Path $other[0].Location))'. " +
            "Start a new session of PowerShell to import '$(Split-Path $PSScriptRoot)'."
        throw [System.Management.Automation.ErrorRecord]::new(
            [System.InvalidOperationException] $text, 'SessionHasOtherVersion', 'ResourceUnavailable', (Split-Path $PSScriptRoot))
    }
}
