<#
.SYNOPSIS
Writes the sizes of the packages, and the versions of what is inside the native command, to docs/evidence/README.md.
#>
param([Parameter(Mandatory)] [string] $Version, [Parameter(Mandatory)] [string] $Platform)

$root = Split-Path (Split-Path $PSScriptRoot)
$goals = @{ "stylize-$Version-$Platform.tar.xz" = 25; "stylize-module-$Version-linux-x64.zip" = 20; "stylize-module-$Version-win-x64.zip" = 20 }
$inside = (Get-Content -Raw "$root/artifacts/stylize-$Version.cdx.json" | ConvertFrom-Json).components.Where{ $_.name -in '.NET runtime', 'OpenSSL', 'vips' }
$rows = Get-ChildItem "$root/artifacts" -File | Where-Object { $_.Length -gt 50kB -and $_.Name -notlike '*symbols*' } | Sort-Object Name | ForEach-Object {
    $size, $goal = [Math]::Round($_.Length / 1e6, 1), $goals[$_.Name]
    [string]::Format([cultureinfo]::InvariantCulture, '| `{0}` | {1:0.0} MB | {2} |', ($_.Name -replace ($Version -replace '[-.]', '.?'), '<version>'), $size, ($goal ? "$goal MB$($size -gt $goal ? ', missed' : '')" : ''))
}
$table = @(
    "<!-- packages -->`n$(Get-Date -Format yyyy-MM-dd), version $Version, which contains $(($inside | ForEach-Object { "$($_.name) $($_.version)" }) -join ', '):`n"
    '| file | size | goal |', '|---|---|---|') + $rows + "`n<!-- end of packages -->" -join "`n"
$page = "$root/docs/evidence/README.md"
Set-Content $page ((Get-Content -Raw $page) -replace '(?s)<!-- packages -->.*<!-- end of packages -->', { $table }) -NoNewline
