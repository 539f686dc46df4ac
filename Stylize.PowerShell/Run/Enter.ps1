# `dotnet run` starts this script in a new PowerShell with -NoExit. What follows `--` is the text of a script; without it, the prompt opens.
Import-Module "$PSScriptRoot/../../Stylize.psd1"
if (-not $args) {
    "Stylize $((Get-Module Stylize).Version): try ConvertTo-PixelArt, ConvertTo-DotArt or ConvertTo-VectorArt, each with a photograph, or with -?."
    return
}

$run = @{ Failed = $false; Completed = $false; Folders = [ordered] @{} }
$code = 130 # The text was stopped, as by Ctrl+C.
try {
    # The words as they were given. PowerShell has converted those in $args that look like parameters.
    $words = [Environment]::GetCommandLineArgs()
    $text = ($words | Select-Object -Skip ([array]::IndexOf($words, '-File') + 2)) -join ' '
    & "$PSScriptRoot/Text.ps1" $text $run 2>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.ErrorRecord]) {
            # What a program writes to its error output is not an error.
            if ($_.FullyQualifiedErrorId -notlike 'NativeCommandError*') { $run.Failed = $true }
        }
        elseif ($_ -is [System.IO.FileInfo] -and $_.Stylize) { $run.Folders[$_.DirectoryName] += 1 }

        $_
    } | Out-Default
    $code = $run.Completed ? [int] $run.Failed : $LASTEXITCODE
}
catch {
    $_ | Out-Default
    $code = 1
}
finally {
    if ($run.Folders.Count) {
        $names = $run.Folders.Keys | ForEach-Object {
            $relative = [System.IO.Path]::GetRelativePath($PWD.ProviderPath, $_)
            $relative.StartsWith('..') ? $_ : $relative
        }
        $more = $run.Folders.Count -gt 3 ? " and $($run.Folders.Count - 3) more folders" : ''
        $count = ($run.Folders.Values | Measure-Object -Sum).Sum
        Write-Host "Created $count $($count -eq 1 ? 'file' : 'files') in $(($names | Select-Object -First 3) -join ', ')$more."
    }

    # -NoExit keeps PowerShell open, even after exit.
    [Environment]::Exit($code)
}
