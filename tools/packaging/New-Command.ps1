<#
.SYNOPSIS
Creates the packages of the `stylize` command in artifacts/. Run it with: build.ps1 -Task Pack
.DESCRIPTION
With -Platform: stylize-<version>-<platform>.tar.xz (.zip for Windows), the native command with libvips, its symbols in a second archive, and on Debian and
Ubuntu a .deb. Only the system of the platform can compile it.
Without: Stylize.Tool.<version>.nupkg and one package per platform, for `dotnet tool install`.
Returns the archives, which are written in the background.
.PARAMETER Published
Folder with a native command that was published before. Without it, the command is compiled.
#>
param([string] $Platform, [Parameter(Mandatory)] [string] $Version, [hashtable] $Address = @{}, [string] $Published)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. "$PSScriptRoot/Archive.ps1"
. "$PSScriptRoot/Pages.ps1"
$root = Split-Path (Split-Path $PSScriptRoot)
$artifacts = "$root/artifacts"
$project = "$root/Stylize.Cli/Stylize.Cli.csproj"
$fixed = '-c', 'Release', '-nologo', '-v', 'quiet', '-p:ContinuousIntegrationBuild=true'

if (-not $Platform) {
    Invoke-Dotnet pack $project @fixed -o $artifacts '-p:ToolForEachPlatform=true' "-p:PackageProjectUrl=$($Address.ProjectUri)" "-p:PackageIconUrl=$($Address.IconUri)"
    Get-Item "$artifacts/Stylize.Tool*.nupkg" | ForEach-Object { Start-Archive Set-FixedPackage $_.FullName, $Address.ProjectUri }
    return
}

$name = "stylize-$Version-$Platform"
$stage = "$artifacts/stage/command-$Platform"
$symbols = "$artifacts/stage/symbols-$Platform"
Remove-Item $stage, $symbols -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory "$stage/$name", "$symbols/$name-symbols")
if ($Published) { Copy-Item "$Published/*" "$stage/$name" -Recurse }
else { Invoke-Dotnet publish $project @fixed -r $Platform '-p:PublishAot=true' -o "$stage/$name" }

# The symbols of the command; those of the assemblies and their documentation are of no use without .NET.
Get-Item "$stage/$name/stylize.dbg", "$stage/$name/stylize.dSYM", "$stage/$name/stylize.pdb" -ErrorAction Ignore | Move-Item -Destination "$symbols/$name-symbols"
Get-ChildItem "$stage/$name" | Where-Object Extension -In .pdb, .xml | Remove-Item
Move-Item "$stage/$name/runtimes/$Platform/native/*" "$stage/$name"
Remove-Item "$stage/$name/runtimes", "$stage/$name/licenses" -Recurse
Copy-Item "$root/LICENSE", "$root/Stylize.PowerShell/licenses/*", "$root/Stylize.Codecs/licenses/*" "$stage/$name"

Copy-RuntimeNotices Stylize.Cli stylize $Platform "$stage/$name"
Set-Content "$stage/$name/README.md" (Convert-Page (Get-Content -Raw "$root/README.md") README.md $Address.ProjectUri LICENSE) -NoNewline
if ($Platform -like 'win-*') {
    Start-Archive New-FixedZip $stage, "$artifacts/$name.zip"
    Start-Archive New-FixedZip $symbols, "$artifacts/$name-symbols.zip"
    return
}

$date = $env:SOURCE_DATE_EPOCH
try {
    $env:SOURCE_DATE_EPOCH = $date ? $date : (git -C $root log -1 --format=%ct)
    & "$stage/$name/stylize" help --man | Set-Content "$stage/$name/stylize.1"
    if ($Platform -like 'linux-*') { & "$PSScriptRoot/New-Deb.ps1" -Folder "$stage/$name" -Platform $Platform -Version $Version -Address $Address }
}
finally { $env:SOURCE_DATE_EPOCH = $date }

Start-Archive New-FixedTar $stage, "$artifacts/$name.tar.xz", @('stylize')
Start-Archive New-FixedTar $symbols, "$artifacts/$name-symbols.tar.xz", @()
