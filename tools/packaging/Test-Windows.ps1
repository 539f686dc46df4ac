<#
.SYNOPSIS
Tests the Windows build of the command, under Wine on other systems.
.DESCRIPTION
Publishes stylize for win-x64 with its runtime (or takes -Command), runs it and the build for this system on the same files, and prints one line per
check. Wine 8 lacks bcryptprimitives.dll, which libvips needs. The script writes a DLL without code into the Wine prefix, which forwards its one
function to the same function in advapi32. Nothing else is changed. On Windows, the build runs directly.
.PARAMETER Command
Path of stylize.exe. Without it, the script builds it.
.PARAMETER Prefix
Folder of the Wine prefix. It is created if missing, and kept.
.EXAMPLE
./tools/packaging/Test-Windows.ps1
#>
param(
    [string] $Command,
    [string] $Prefix = (Join-Path ([System.IO.Path]::GetTempPath()) 'stylize-wine')
)

$ErrorActionPreference = 'Stop'
$root = Split-Path (Split-Path $PSScriptRoot)
$work = Join-Path ([System.IO.Path]::GetTempPath()) "stylize-windows-$PID"
$utf8 = [System.Text.UTF8Encoding]::new($false)

# Writes a DLL for x64 without code: one export, forwarded to another DLL. See "PE Format" in the Windows documentation.
function New-ForwardingDll([string] $Path, [string] $Export, [string] $Target) {
    $base = 0x1000
    $names = [System.IO.Path]::GetFileName($Path), $Export, $Target | ForEach-Object { , [System.Text.Encoding]::ASCII.GetBytes("$_`0") }
    $offsets = @($base + 52)
    $offsets += $offsets[0] + $names[0].Length
    $offsets += $offsets[1] + $names[1].Length
    $size = $offsets[2] + $names[2].Length - $base
    $bytes = [System.IO.MemoryStream]::new()
    $to = [System.IO.BinaryWriter]::new($bytes)
    function Write-Number([string] $Type, [object[]] $Values) { foreach ($value in $Values) { $to.Write($value -as [type] $Type) } }

    # DOS header with the position of the PE header, PE signature, COFF header.
    Write-Number uint16 0x5a4d
    $to.Write([byte[]]::new(58))
    Write-Number int (, 0x80)
    $to.Write([byte[]]::new(64))
    Write-Number int 0x4550
    Write-Number uint16 0x8664, 1
    Write-Number int 0, 0, 0
    Write-Number uint16 240, 0x2022

    # 64-bit optional header. The first data directory is the export table.
    Write-Number uint16 0x20b, 0
    Write-Number int 0, 0x200, 0, 0, $base
    Write-Number long 0x180000000
    Write-Number int $base, 0x200
    Write-Number uint16 6, 0, 0, 0, 6, 0
    Write-Number int 0, 0x2000, 0x200, 0
    Write-Number uint16 3, 0x160
    Write-Number long 0x100000, 0x1000, 0x100000, 0x1000
    Write-Number int 0, 16, $base, $size
    $to.Write([byte[]]::new(15 * 8))

    # One section of read-only data.
    $to.Write([System.Text.Encoding]::ASCII.GetBytes(".rdata`0`0"))
    Write-Number int $size, $base, 0x200, 0x200
    $to.Write([byte[]]::new(12))
    Write-Number int 0x40000040
    $to.Write([byte[]]::new(0x200 - $bytes.Length))

    # Export directory, its tables of addresses, names and ordinals, and the names.
    $to.Write([byte[]]::new(12))
    Write-Number int $offsets[0], 1, 1, 1, ($base + 40), ($base + 44), ($base + 48), $offsets[2], $offsets[1], 0
    $names | ForEach-Object { $to.Write($_) }
    $to.Write([byte[]]::new(0x400 - $bytes.Length))
    [System.IO.File]::WriteAllBytes($Path, $bytes.ToArray())
}

# Runs a program in the work folder. Returns its exit code, standard output and standard error.
function Invoke-Program([string] $File, [string[]] $Arguments, [hashtable] $Environment = @{}) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($File)
    $start.WorkingDirectory = $work
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $start.StandardErrorEncoding = $utf8
    $Arguments | ForEach-Object { $start.ArgumentList.Add($_) }
    $Environment.Keys | ForEach-Object { $start.Environment[$_] = $Environment[$_] }
    $process = [System.Diagnostics.Process]::Start($start)
    $failure = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject]@{ Code = $process.ExitCode; Out = $output; Error = $failure.Result }
}

function Invoke-Windows([string[]] $Arguments, [hashtable] $Environment = @{}) {
    if ($IsWindows) { Invoke-Program $Command $Arguments $Environment }
    else { Invoke-Program wine (@($Command) + $Arguments) ($Environment + @{ WINEPREFIX = $Prefix; WINEDEBUG = '-all' }) }
}

function Invoke-Here([string[]] $Arguments) { Invoke-Program dotnet (@("$root/Stylize.Cli/bin/Release/net10.0/stylize.dll") + $Arguments) }

$script:failed = 0
function Assert-Check([string] $Check, [bool] $Passes, [string] $Detail) {
    Write-Host ('{0} {1}{2}' -f ($Passes ? 'passed' : 'FAILED'), $Check, ($Passes ? '' : ": $Detail"))
    if (-not $Passes) { $script:failed++ }
}

if (-not $IsWindows) {
    if (-not (Get-Command wine -ErrorAction Ignore)) { throw 'This test needs Windows or Wine.' }
    $env:WINEPREFIX = $Prefix
    $env:WINEDEBUG = '-all'
    if (-not (Test-Path "$Prefix/drive_c/windows/system32")) { wine wineboot -i 2>$null | Out-Null }
    $missing = "$Prefix/drive_c/windows/system32/bcryptprimitives.dll"
    if (-not (Test-Path $missing)) { New-ForwardingDll $missing ProcessPrng advapi32.SystemFunction036 }
}

if (-not $Command) {
    $Command = "$root/artifacts/windows/stylize.exe"
    dotnet publish "$root/Stylize.Cli" -c Release -r win-x64 --self-contained -o "$root/artifacts/windows" -nologo -v quiet | Out-Host
}

$Command = (Resolve-Path $Command).ProviderPath
if (-not (Test-Path "$root/Stylize.Cli/bin/Release/net10.0/stylize.dll")) { dotnet build "$root/Stylize.Cli" -c Release -nologo -v quiet | Out-Host }
[void] (New-Item -ItemType Directory $work)
try {
    Copy-Item "$root/PesterTests/photo.jpg" "$work/rocket.jpg"
    Copy-Item "$root/PesterTests/photo.jpg" "$work/日本 ü.jpg"
    Copy-Item -Recurse "$root/samples/plate" "$work/plate"

    $run = Invoke-Windows pixel-art, rocket.jpg, -o, w
    Assert-Check 'the build includes libvips and writes a picture' ($run.Code -eq 0 -and (Test-Path "$work/w/rocket.pixelart.png")) $run.Error

    # The outputs of each operation equal those of this system.
    foreach ($arguments in @(
            , @('pixel-art', 'rocket.jpg')
            , @('dot-art', 'rocket.jpg', '--dot-count', '2000')
            , @('gaussian', 'encode', 'rocket.jpg', '--count', '300', '--iterations', '60')
            , @('segment', 'plate', '--channel', 'DAPI', '--measure-channel', 'GFP')
        )) {
        $name = $arguments[0]
        $there = Invoke-Windows ($arguments + '-o', "there-$name", '--no-provenance')
        $here = Invoke-Here ($arguments + '-o', "here-$name", '--no-provenance')
        $hashes = foreach ($side in 'there', 'here') {
            Get-ChildItem "$work/$side-$name" -Recurse -File -ErrorAction Ignore | Where-Object Extension -NotIn '.sqlite', '.html' | Sort-Object FullName | ForEach-Object {
                "$([System.IO.Path]::GetRelativePath("$work/$side-$name", $_.FullName)) $((Get-FileHash $_).Hash)"
            } | Join-String -Separator ';'
        }
        Assert-Check "$name writes the same bytes" ($there.Code -eq 0 -and $here.Code -eq 0 -and $hashes[0] -and $hashes[0] -eq $hashes[1]) "$($there.Error)$($hashes -join ' and ')"
    }

    $run = Invoke-Windows 'pixel-art', '日本 ü.jpg', '-o', 'names', '--json'
    Assert-Check 'names in any script are kept, in UTF-8' ($run.Code -eq 0 -and ($run.Out | ConvertFrom-Json).source -like '*日本 ü.jpg') $run.Out
    Assert-Check 'lines end in a line feed only' ($run.Out -notmatch "`r") 'a carriage return was found'

    $run = Invoke-Windows 'pixel-art', '\', '\\nosuch\share', 'gone\*.jpg', '\\?\Z:\missing.png', 'rocket.jpg', '-o', 'roots'
    Assert-Check 'roots, shares and odd paths give one error each, and the others are processed' (
        $run.Code -eq 1 -and (Test-Path "$work/roots/rocket.pixelart.png") -and $run.Error -notmatch 'Unhandled|   at ') $run.Error
    foreach ($device in 'nul', 'COM1', 'con.jpg') {
        $run = Invoke-Windows 'pixel-art', $device, '-o', 'devices'
        Assert-Check "the reserved name $device gives one error" ($run.Code -eq 1 -and $run.Error -match 'device|does not exist|not a file') "$($run.Code) $($run.Error)"
    }

    foreach ($target in 'nul', 'con.svg', 'aux\deeper') {
        $run = Invoke-Windows 'dot-art', 'rocket.jpg', '--dot-count', '100', '-o', $target
        Assert-Check "the reserved target $target is refused" ($run.Code -ne 0 -and $run.Error -match 'device') "$($run.Code) $($run.Error)"
    }

    $long = (1..3 | ForEach-Object { 'd' * 100 }) -join '\'
    $run = Invoke-Windows 'pixel-art', 'rocket.jpg', '-o', "long\$long"
    Assert-Check 'paths of more than 260 characters' ($run.Code -eq 0) $run.Error

    $started = foreach ($i in 1..3) {
        $start = [System.Diagnostics.ProcessStartInfo]::new($IsWindows ? $Command : 'wine')
        $start.WorkingDirectory = $work
        $start.RedirectStandardError = $start.RedirectStandardOutput = $true
        if (-not $IsWindows) { $start.ArgumentList.Add($Command); $start.Environment['WINEPREFIX'] = $Prefix; $start.Environment['WINEDEBUG'] = '-all' }
        'pixel-art', 'rocket.jpg', '-o', 'shared', '--force', '--preset', 'fast' | ForEach-Object { $start.ArgumentList.Add($_) }
        [System.Diagnostics.Process]::Start($start)
    }
    $failures = foreach ($process in $started) { $process.StandardError.ReadToEnd(); [void] $process.StandardOutput.ReadToEnd(); $process.WaitForExit() }
    Assert-Check 'three runs replace the same file' (($started | Where-Object ExitCode -NE 0).Count -eq 0) "$failures"

    [System.IO.File]::WriteAllText("$work/libvips-42.dll", 'not a library')
    $run = Invoke-Windows -Arguments pixel-art, rocket.jpg, -o, x -Environment @{ STYLIZE_LIBVIPS = 'libvips-42.dll' }
    Assert-Check 'the error for a libvips that cannot be loaded gives the cause' ($run.Error -match "Cannot load libvips.*'libvips-42\.dll'.*reports: \w") $run.Error

    $run = Invoke-Windows 'pixel-art', 'rocket.jpg', 'ROCKET.JPG', '-o', 'twice'
    Assert-Check 'one file in two spellings is reported as given twice' ($run.Error -match 'given twice') $run.Error
}
finally {
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
}

Write-Host ($script:failed ? "$script:failed checks failed." : 'All checks passed.')
exit ($script:failed ? 1 : 0)
