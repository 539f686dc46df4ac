<#
.SYNOPSIS
Measures the time of importing the module and of its first cmdlet, compared with a pwsh that does nothing.
.DESCRIPTION
Each round starts one pwsh per case, in turns, so that other load affects all cases equally. Processor time is that of the whole process; elapsed time
is that of the statement. The smallest value of all rounds is reported, because other load can only add time.
.EXAMPLE
./tools/packaging/Measure-Import.ps1 artifacts/stage/Stylize/1.0.0/Stylize.psd1
Measures an unpacked module. Without a path, measures the module of the checkout.
#>
param([string] $Module = "$(Split-Path (Split-Path $PSScriptRoot))/Stylize.psd1", [int] $Rounds = 8)

$ErrorActionPreference = 'Stop'
$photograph = "$(Split-Path (Split-Path $PSScriptRoot))/PesterTests/photo.jpg"
$out = Join-Path ([System.IO.Path]::GetTempPath()) "stylize-import-$PID"
$cases = [ordered]@{
    'bare pwsh'                     = ''
    'Import-Module'                 = "Import-Module '$Module'"
    'and a cmdlet (palettes)'       = "Import-Module '$Module'; `$w.Restart(); [void] (Get-StylizePalette pico-8)"
    'and a picture (192 x 128)'     = "Import-Module '$Module'; `$w.Restart(); [void] (ConvertTo-PixelArt '$photograph' -DestinationPath '$out' -Force)"
    'and a second picture'          = "Import-Module '$Module'; [void] (ConvertTo-PixelArt '$photograph' -DestinationPath '$out' -Force); `$w.Restart(); [void] (ConvertTo-PixelArt '$photograph' -DestinationPath '$out' -Force)"
}

$measured = foreach ($round in 1..$Rounds) {
    foreach ($case in $cases.Keys) {
        $script = "`$w = [Diagnostics.Stopwatch]::StartNew(); $($cases[$case]); `$e = `$w.Elapsed.TotalMilliseconds; `$p = [Diagnostics.Process]::GetCurrentProcess(); '{0} {1}' -f `$p.TotalProcessorTime.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture), `$e.ToString([cultureinfo]::InvariantCulture)"
        $words = (& "$PSHOME/pwsh" -NoProfile -NonInteractive -Command $script) -split ' '
        [pscustomobject]@{ Case = $case; Processor = [double]::Parse($words[0], [cultureinfo]::InvariantCulture); Elapsed = [double]::Parse($words[1], [cultureinfo]::InvariantCulture) }
    }
}

Remove-Item $out -Recurse -Force -ErrorAction Ignore
$bare = ($measured | Where-Object Case -EQ 'bare pwsh' | Measure-Object Processor -Minimum).Minimum
foreach ($case in $cases.Keys) {
    $rows = $measured | Where-Object Case -EQ $case
    $processor = ($rows | Measure-Object Processor -Minimum).Minimum
    [pscustomobject]@{
        Case                     = $case
        'Processor ms'           = [Math]::Round($processor)
        'Beyond bare pwsh'       = [Math]::Round($processor - $bare)
        'Statement elapsed ms'   = [Math]::Round(($rows | Measure-Object Elapsed -Minimum).Minimum)
    }
}
