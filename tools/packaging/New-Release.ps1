<#
.SYNOPSIS
Creates everything that a release consists of in artifacts/. Run it with: build.ps1 -Task Pack
.PARAMETER Platform
Platforms that get a slim module. Their .NET runtime must be restorable.
.PARAMETER CommandOnly
Creates only the packages of native programs, which each system compiles for itself: the command and libgaussianimage.
.PARAMETER ProjectUri
Address of the project, for manifests, `Get-Help -Online` and links in readmes. Without it, packages contain no addresses.
.PARAMETER LicenseUri
Address of the license.
.PARAMETER HelpInfoUri
Address of updatable help.
.PARAMETER IconUri
Address of the packages' icon.
#>
param(
    [string[]] $Platform = @('linux-x64', 'win-x64'),
    [switch] $CommandOnly,
    [uri] $ProjectUri,
    [uri] $LicenseUri,
    [uri] $HelpInfoUri,
    [uri] $IconUri
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path (Split-Path $PSScriptRoot)
$artifacts = "$root/artifacts"
$manifest = Import-PowerShellDataFile "$root/Stylize.psd1"
$version = $manifest.ModuleVersion
if ($suffix = $manifest.PrivateData.PSData['Prerelease']) {
    # Directory.Build.props reads the variable.
    $env:STYLIZE_COMMITS = git -C $root rev-list --count HEAD
    $version += "-$suffix.$env:STYLIZE_COMMITS"
}

$address = @{ ProjectUri = $ProjectUri; LicenseUri = $LicenseUri; HelpInfoUri = $HelpInfoUri; IconUri = $IconUri }
$total = [System.Diagnostics.Stopwatch]::StartNew()
. "$PSScriptRoot/Archive.ps1"

# Does one step and prints its name with the time that it took. It returns the archives that are written in the background.
$archives = [System.Collections.Generic.List[object]]::new()
function Invoke-Step([string] $Name, [scriptblock] $Work) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    foreach ($archive in & $Work) { $archives.Add($archive) }
    Write-Host ([string]::Format([cultureinfo]::InvariantCulture, '{0,6:0.0} s  {1}', $clock.Elapsed.TotalSeconds, $Name))
}

Remove-Item $artifacts -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory $artifacts)

# Programs that this system compiles for itself.
$here = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
Invoke-Step "Native command for $here" { & "$PSScriptRoot/New-Command.ps1" -Version $version -Platform $here -Address $address }
Invoke-Step "libgaussianimage for $here" { & "$PSScriptRoot/New-GaussianLibrary.ps1" -Version $version -Platform $here }

# Packages that are the same on each system.
if (-not $CommandOnly) {
    Invoke-Step 'Module for all platforms' { & "$PSScriptRoot/New-Module.ps1" -Version $version -CompiledPlatform $Platform -Address $address }
    foreach ($one in $Platform) {
        Invoke-Step "Module for $one" { & "$PSScriptRoot/New-Module.ps1" -Version $version -Platform $one -Address $address }
    }

    Invoke-Step '.NET tool' { & "$PSScriptRoot/New-Command.ps1" -Version $version -Address $address }
    Invoke-Step 'C# libraries' {
        foreach ($library in (Get-Item "$root/Stylize.Engine/*.csproj", "$root/Stylize.Codecs/*.csproj")) {
            Invoke-Dotnet pack $library.FullName -c Release -nologo -v quiet -o $artifacts '-p:ContinuousIntegrationBuild=true' '-p:AllPlatforms=true' `
                "-p:PackageProjectUrl=$ProjectUri" "-p:PackageIconUrl=$IconUri"
            Start-Archive Set-FixedPackage "$artifacts/$($library.BaseName).$version.nupkg", $ProjectUri
        }
    }

    Invoke-Step 'npm package' { & "$PSScriptRoot/New-WebPackage.ps1" -Version $version -Address $address }
    Invoke-Step 'Bill of materials' { & "$PSScriptRoot/Write-Sbom.ps1" -Version $version }

    # Packing left the module of all platforms in module/.
    Invoke-Step 'Module of the checkout' { Invoke-Dotnet build "$root/Stylize.PowerShell" -c Release -nologo -v quiet }
}

Invoke-Step 'Archives' {
    Wait-Archive $archives
    Remove-Item "$artifacts/stage" -Recurse -Force
}

$files = Get-ChildItem $artifacts -File | Sort-Object Name
if (-not $CommandOnly) { & "$PSScriptRoot/Write-Sizes.ps1" -Version $version -Platform $here }
Set-Content "$artifacts/SHA256SUMS" ($files | ForEach-Object { "$((Get-FileHash $_ -Algorithm SHA256).Hash.ToLowerInvariant())  $($_.Name)" })
Write-Host ([string]::Format([cultureinfo]::InvariantCulture, '{0,6:0.0} s  in all', $total.Elapsed.TotalSeconds))
Write-Host "The packages are in $artifacts. docs/install.md describes how to install them."
$files | Select-Object Name, @{ Name = 'MB'; Expression = { [Math]::Round($_.Length / 1MB, 1) } }
