<#
.SYNOPSIS
Creates the npm package of the web component in artifacts/: gaussian-image-<version>.tgz. Run it with: build.ps1 -Task Pack
.DESCRIPTION
Refuses a package whose version is not that of the product.
#>
param([Parameter(Mandatory)] [string] $Version, [hashtable] $Address = @{})

$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Archive.ps1"
. "$PSScriptRoot/Pages.ps1"
$root = Split-Path (Split-Path $PSScriptRoot)
$folder = "$root/artifacts/stage/web"
$stage = "$folder/package"
Remove-Item $folder -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory $stage -Force)
$package = Get-Content -Raw "$root/web/package.json" | ConvertFrom-Json -AsHashtable
$number = $Version -replace '-.*'
if ($package.version -ne $number) { throw "web/package.json has version $($package.version), but Stylize.psd1 has $number. Use one version." }
$package.version = $Version
foreach ($name in @($package.files) + 'package.json') { Copy-Item "$root/web/$name" $stage -Recurse }

# All entries are in the package, so that links between them keep working.
$carried = Get-ChildItem $stage -Recurse -File | ForEach-Object { "web/$([System.IO.Path]::GetRelativePath($stage, $_.FullName).Replace('\', '/'))" }
Set-Content "$stage/README.md" (Convert-Page (Get-Content -Raw "$root/web/README.md") web/README.md $Address.ProjectUri $carried) -NoNewline
if ($Address.ProjectUri) {
    $uri = $Address.ProjectUri.AbsoluteUri.TrimEnd('/')
    $package.homepage = Get-PageAddress $Address.ProjectUri web/README.md
    $package.repository = [ordered]@{ type = 'git'; url = "git+$uri.git"; directory = 'web' }
}

Set-Content "$stage/package.json" (($package | ConvertTo-Json -Depth 8) + "`n") -NoNewline

New-FixedTar $folder "$root/artifacts/$($package.name)-$Version.tgz"
