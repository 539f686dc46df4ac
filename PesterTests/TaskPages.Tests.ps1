# Runs the lines for PowerShell of the pages that show each task twice. Stylize.Engine.Tests/Words/TaskPageTests runs those for a shell.
BeforeDiscovery {
    $blocks = foreach ($page in 'cookbook', 'dot-art', 'pixel-art', 'plotters') {
        $text = (Get-Content "$PSScriptRoot/../docs/$page.md" -Raw) -replace '\r'
        foreach ($block in [regex]::Matches($text, '(?m)^(?: {4}(?:stylize|[A-Z]\w+-[A-Z]\w+) [^\n]*\n)+')) {
            $lines = @($block.Value -split '\n' -replace '^ {4}' | Where-Object { $_ -cmatch '^[A-Z]' })
            @{ Page = $page; Code = $lines -join "`n"; First = $lines[0] }
        }
    }
}

Describe 'The tasks of the pages' -Tag All {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        $source = New-TestFolder
        foreach ($name in 'photos/holiday', 'walk', 'samples/gallery', 'samples/pixel-art') { [void] (New-Item -ItemType Directory "$source/$name") }
        foreach ($name in 'photo.jpg', 'portrait.png', 'photos/a.jpg', 'photos/holiday/b.jpg', 'walk/walk_001.png', 'walk/walk_002.png', 'samples/astronaut.jpg',
            'samples/coffee.jpg', 'samples/rocket.jpg', 'samples/gallery/cat.jpg', 'samples/gallery/grass.jpg', 'samples/gallery/hopper.jpg', 'samples/gallery/owl.jpg') {
            Copy-Item "$PSScriptRoot/photo.jpg" "$source/$name"
        }
        foreach ($name in 'clip.gif', 'walk.gif', 'idle.gif') { Copy-Item "$PSScriptRoot/clip.gif" "$source/$name" }
        ConvertTo-PixelArt "$source/photo.jpg" -Width 48 -Scale 8 -DestinationPath "$source/large.png"
        foreach ($name in 'pixel-art/enlarged.jpg', 'gallery/owl.jpg') { Copy-Item "$source/large.png" "$source/samples/$name" }
        ConvertTo-PixelArt "$source/clip.gif" -Width 24 -Scale 6 -DestinationPath "$source/sprite.gif"
        New-TestPlate "$source/plate"

        # Keeps presets in the test folder.
        $config = $env:XDG_CONFIG_HOME
        $env:XDG_CONFIG_HOME = "$source/config"
    }

    AfterAll {
        Remove-StylizePreset PixelArt mine -ErrorAction Ignore
        $env:XDG_CONFIG_HOME = $config
    }

    It 'works: <Page>: <First>' -ForEach $blocks {
        $ErrorActionPreference = 'Stop'
        $folder = New-TestFolder
        Copy-Item "$source/*" $folder -Recurse
        Push-Location $folder
        try {
            [void] (& ([scriptblock]::Create($Code)) 6>$null)
            if ($Code -match '-WhatIf') { return }
            foreach ($name in [regex]::Matches($Code, '-(?:DestinationPath|CsvPath) (\S+)').ForEach{ $_.Groups[1].Value }) { $name | Should -Exist }
        }
        finally { Pop-Location }
    }
}
