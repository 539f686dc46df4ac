# Dot-sourced by all test files: imports the built module and creates test files without it.
$RepositoryRoot = Split-Path $PSScriptRoot
$ManifestPath = Join-Path $RepositoryRoot 'Stylize.psd1'
# The words that start this PowerShell again: dotnet with pwsh.dll, or an installed executable.
$PwshWords = @([Environment]::ProcessPath)
if ((Split-Path $PwshWords[0] -LeafBase) -eq 'dotnet') { $PwshWords += Join-Path $PSHOME 'pwsh.dll' }
# Tests and their child processes neither read nor write the user's cache.
$env:XDG_CACHE_HOME = Join-Path $TestDrive 'cache'
Import-Module $ManifestPath

if (-not ('StylizeTests.TestPng' -as [type])) {
    Add-Type -Path (Join-Path $PSScriptRoot 'TestPng.cs'), (Join-Path $PSScriptRoot 'TestModel.cs')
}

# Creates a color PNG with blocks, gradients and noise.
function New-TestImage {
    param([string] $Path, [int] $Width = 32, [int] $Height = 24, [int] $Seed = 1)
    [StylizeTests.TestPng]::Write($Path, $Width, $Height, $Seed)
}

# Creates a Gaussian image that contains only a background, whose color depends on the seed.
function New-TestModel {
    param([string] $Path, [int] $Width = 32, [int] $Height = 24, [int] $Seed = 1)
    [StylizeTests.TestModel]::Write([System.IO.Path]::GetFullPath($Path, (Get-Location).ProviderPath), $Width, $Height, $Seed)
}

# Creates a plate of gray PNG tiles: wells E4 and E5, timepoint 0, 4 tiles, channels DAPI and GFP.
function New-TestPlate {
    param([string] $Folder)
    [void] (New-Item -ItemType Directory $Folder)
    foreach ($well in 'E4', 'E5') {
        foreach ($tile in 1..4) {
            foreach ($channel in 'DAPI', 'GFP') { [StylizeTests.TestPng]::WriteCells("$Folder/PLATE1_${well}_T0_${tile}_$channel.png", 120, 90, $tile) }
        }
    }
}

# Segments a screen into out/segmentation.sqlite: the timepoints of the sample plate as wells with DMSO (A1 to A3) and with a drug that lowers
# GFP (B1 to B3 and B4, which equals B3).
function New-TestScreen {
    param([string] $Folder)
    [void] (New-Item -ItemType Directory "$Folder/plate")
    foreach ($file in Get-ChildItem "$RepositoryRoot/samples/plate" -Recurse -Filter *.tif) {
        $null, $well, $time, $rest = $file.BaseName -split '_', 4
        $number = 1 + [int] $time.Substring(1)
        $names = if ($well -eq 'A1') { "A$number" } elseif ($number -eq 3) { 'B3', 'B4' } else { "B$number" }
        foreach ($name in $names) { Copy-Item $file.FullName "$Folder/plate/P_${name}_T0_$rest.tif" }
    }

    $samples = 1..4 | ForEach-Object { "B$_,sample,drug,$_" }
    @('well,role,compound,concentration', 'A1,negative,DMSO,', 'A2,negative,DMSO,', 'A3,negative,DMSO,') + $samples | Set-Content "$Folder/map.csv"
    [void] (New-SegmentationMontage "$Folder/plate" -DestinationPath "$Folder/out" -Channel DAPI -MeasureChannel GFP -PlateMap "$Folder/map.csv")
}

# Creates a PNG whose header claims a size without pixel data.
function New-BombImage {
    param([string] $Path, [uint32] $Width, [uint32] $Height)
    [StylizeTests.TestPng]::WriteBomb($Path, $Width, $Height)
}

# Returns the size of a PNG from its header, and whether the file is complete.
function Read-PngHeader {
    param([string] $Path)
    [StylizeTests.TestPng]::Read($Path)
}

# Creates a temporary folder.
function New-TestFolder {
    $path = Join-Path $TestDrive ([guid]::NewGuid().ToString('n').Substring(0, 8))
    [void] (New-Item -ItemType Directory $path)
    $path
}

# Returns the words that start the command: the program that STYLIZE_COMMAND names, or the build of this checkout.
function Get-CommandWords {
    if ($env:STYLIZE_COMMAND) { return $env:STYLIZE_COMMAND }
    $built = Get-ChildItem "$RepositoryRoot/Stylize.Cli/bin/*/net10.0/stylize.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
    'dotnet', $built.FullName
}

function Get-TemporaryFile {
    param([string] $Folder)
    [System.IO.Directory]::GetFiles($Folder, '.stylize-*', 'AllDirectories')
}

# Runs a script file in a new process of this PowerShell.
function Invoke-PwshFile {
    & $PwshWords[0] ($PwshWords | Select-Object -Skip 1) -NoProfile -NonInteractive -File @args
}

# Runs a script in a new process of this PowerShell; returns its output, its error output and its exit code.
function Invoke-Pwsh {
    param([string] $Script, [switch] $NoImport)
    $path = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).ps1"
    Set-Content $path ($NoImport ? $Script : "Import-Module '$ManifestPath'`n$Script")
    $errorPath = "$path.err"
    $output = Invoke-PwshFile $path 2>$errorPath
    [pscustomobject]@{ Output = @($output); Error = (Get-Content $errorPath -Raw); ExitCode = $LASTEXITCODE }
}
