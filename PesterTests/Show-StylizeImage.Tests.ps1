BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    New-TestImage "$TestDrive/a.png" 64 48
}

Describe 'Show-StylizeImage' {
    It 'gives an error for a missing file, and continues' {
        $lines = Show-StylizeImage "$TestDrive/gone.png", "$TestDrive/a.png" -ErrorVariable failures -ErrorAction SilentlyContinue 6>&1
        $failures.Count | Should -Be 1
        "$lines" | Should -BeLike '*a.png*'
    }

    It 'accepts files from the pipeline' {
        "$(Get-Item "$TestDrive/a.png" | Show-StylizeImage 6>&1)" | Should -BeLike '*64 x 48*'
    }
}

Describe '-Show' {
    It 'does not change the output' {
        $file = ConvertTo-PixelArt "$TestDrive/a.png" -DestinationPath "$TestDrive/shown" -Show 6>$null
        $file.Name | Should -Be 'a.pixelart.png'
    }
}

Describe 'Get-StylizePalette' {
    It 'lists palettes with their colors' {
        $palette = Get-StylizePalette GAMEBOY
        $palette.Count | Should -Be 4
        $palette.Colors | Should -Be '#0f380f', '#306230', '#8bac0f', '#9bbc0f'
    }

    It 'lists the numbers and names of threads and beads' {
        $palette = Get-StylizePalette dmc
        $palette.Labels | Should -HaveCount $palette.Count
        $palette.Labels | Should -Contain '310 Black'
        (Get-StylizePalette perler).Pack | Should -Be '1 bag: 1,000 beads of 5 mm'
        (Get-StylizePalette pico-8).Pack | Should -BeNullOrEmpty
    }

    It 'lists the nearest palettes for an unknown name' {
        Get-StylizePalette gamebo -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -BeLike '*gameboy*'
    }
}

Describe 'Get-StylizeFormat' {
    It 'lists the formats that are read and written' {
        $formats = Get-StylizeFormat
        ($formats | Where-Object Format -EQ Png).Writes | Should -BeTrue
        ($formats | Where-Object Format -EQ Bmp).Reads | Should -BeTrue
        foreach ($drawn in @{ Format = 'Svg'; Extension = '.svg' }, @{ Format = 'Html'; Extension = '.html' }, @{ Format = 'Hpgl'; Extension = '.hgl', '.hpgl', '.plt' }) {
            $format = $formats | Where-Object Format -EQ $drawn.Format
            $format.Writes | Should -BeTrue -Because $drawn.Format
            $format.Reads | Should -BeFalse -Because $drawn.Format
            $format.Extensions | Should -Be $drawn.Extension
        }
        ($formats | Where-Object Format -EQ Zarr).Reads | Should -BeTrue
        ($formats | Where-Object Format -EQ Heic).Extensions | Should -Be '.heic', '.heif'
    }
}

Describe 'Save-StylizePreset and Remove-StylizePreset' {
    BeforeAll {
        $name = "test-$PID"
    }

    AfterAll {
        Remove-StylizePreset PixelArt $name -ErrorAction Ignore
    }

    It 'save options for -Preset, and remove them' {
        (Save-StylizePreset PixelArt $name -Preset Fast -Options @{ Colors = 5 }).Options.Colors | Should -Be 5
        (ConvertTo-PixelArt "$TestDrive/a.png" -Preset $name -DestinationPath "$TestDrive/preset").Stylize.Colors | Should -BeLessOrEqual 5
        Remove-StylizePreset PixelArt $name
        Get-StylizePreset PixelArt $name -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'warn about a damaged file, list the others, and store only what was set' {
        $saved = Save-StylizePreset PixelArt $name -Options @{ Colors = 5; Stride = 1 }
        $folder = Join-Path ([Environment]::GetFolderPath('ApplicationData', 'DoNotVerify')) Stylize/presets/pixel-art
        (Get-Content "$folder/$name.json" -Raw | ConvertFrom-Json).PSObject.Properties.Name | Should -Be Colors, Stride
        Set-Content "$folder/$name-bad.json" '{'
        try {
            (Get-StylizePreset PixelArt -WarningVariable warning -WarningAction SilentlyContinue).Name | Should -Contain $saved.Name
            "$warning" | Should -BeLike "*$name-bad.json*"
            Get-StylizePreset PixelArt "$name-bad" -ErrorVariable failure -ErrorAction SilentlyContinue
            "$failure" | Should -BeLike "*$name-bad.json*"
        }
        finally {
            Remove-Item "$folder/$name-bad.json"
            Remove-StylizePreset PixelArt $name
        }
    }

    It 'reject unknown options and built-in names' {
        { Save-StylizePreset PixelArt $name -Options @{ Colrs = 5 } } | Should -Throw '*Colrs*Colors*' -ErrorId 'NameUnknown,*'
        try { Save-StylizePreset PixelArt $name -Options @{ Colrs = 5 } } catch { $refused = $_ }
        $refused.ErrorDetails.RecommendedAction | Should -BeNullOrEmpty
        { Save-StylizePreset PixelArt Fast -Options @{ Colors = 5 } } | Should -Throw '*Fast*'
        Remove-StylizePreset PixelArt Fast -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -BeLike '*Fast*'
    }
}
