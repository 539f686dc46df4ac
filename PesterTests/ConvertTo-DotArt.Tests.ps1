Describe 'ConvertTo-DotArt' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $script:source = Join-Path $TestDrive 'source.png'
        New-TestImage $source -Width 120 -Height 90 -Seed 7
    }

    It 'writes <Preset>, <Distribution>, as <Format>' -ForEach @(
        foreach ($preset in 'Default', 'FineStippling', 'BoldPointillism', 'Sketch', 'TechnicalDrawing', 'Watercolor') {
            foreach ($distribution in 'Gradient', 'Tone') {
                foreach ($format in 'Svg', 'Png') {
                    @{ Preset = $preset; Distribution = $distribution; Format = $format }
                }
            }
        }
    ) {
        $target = Join-Path $TestDrive "$Preset-$Distribution.$($Format.ToLower())"
        $result = ConvertTo-DotArt -LiteralPath $source -Preset $Preset -Distribution $Distribution -Format $Format -DestinationPath $target
        $result.FullName | Should -Be $target
        $result.Stylize.Dots | Should -BeGreaterOrEqual 0
        if ($Format -eq 'Svg') {
            $svg = [xml](Get-Content -Raw $target)
            $svg.svg.viewBox | Should -Be '0 0 120 90'
            $svg.svg.title | Should -Be 'source'
        }
    }

    It 'makes exactly as many tone dots as asked, in one colour' {
        $result = ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 333 -Color navy -DestinationPath (Join-Path $TestDrive 'count.svg')
        $result.Stylize.Dots | Should -Be 333
        ([regex]::Matches((Get-Content -Raw $result), 'h0')).Count | Should -Be 333
        Get-Content -Raw $result | Should -BeLike '*#000080*'
    }

    It 'gives the same dots for the same seed and others for another' {
        $same = foreach ($n in 1, 2) {
            (Get-FileHash (ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -Seed 5 -DestinationPath (Join-Path $TestDrive "same$n.svg")).FullName).Hash
        }
        $other = (Get-FileHash (ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -Seed 6 -DestinationPath (Join-Path $TestDrive 'other.svg')).FullName).Hash
        # The title and the description are the same for all, but for the seed.
        $same[0] | Should -Be $same[1]
        $other | Should -Not -Be $same[0]
    }

    It 'turns a switch of the preset off' {
        $on = ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -AllowOverlap -Color black -DestinationPath (Join-Path $TestDrive 'on.svg')
        $off = ConvertTo-DotArt -LiteralPath $source -Distribution Tone -DotCount 200 -AllowOverlap -Color black -AdaptiveSizing:$false -DestinationPath (Join-Path $TestDrive 'off.svg')
        ([regex]::Matches((Get-Content -Raw $on), 'stroke-width')).Count | Should -BeGreaterThan 3
        ([regex]::Matches((Get-Content -Raw $off), 'stroke-width')).Count | Should -Be 1
    }

    It 'begins with the options of a preset object' {
        $preset = Get-StylizePreset -Operation DotArt | Where-Object Name -EQ 'TechnicalDrawing'
        $result = ConvertTo-DotArt -LiteralPath $source -Options $preset.Options -DestinationPath (Join-Path $TestDrive 'options.svg')
        $result.Stylize.Distribution | Should -Be 'Gradient'
    }

    It 'reports what a target time cost' {
        $result = ConvertTo-DotArt -LiteralPath $source -TargetTime '00:00:00.000001' -DestinationPath (Join-Path $TestDrive 'time.svg')
        $result.Stylize.TargetMet | Should -BeFalse
        $result.Stylize.Lowered | Should -Not -BeNullOrEmpty
    }

    It 'refuses <Name> <Value> before any work' -ForEach @(
        @{ Name = 'DensityThreshold'; Value = 2 }
        @{ Name = 'Color'; Value = 'nocolour' }
        @{ Name = 'Preset'; Value = 'Nothing' }
        @{ Name = 'Shape'; Value = 'Star' }
        @{ Name = 'MinRadius'; Value = 50 }
    ) {
        $arguments = @{ LiteralPath = $source; DestinationPath = Join-Path $TestDrive 'refused.svg'; $Name = $Value }
        { ConvertTo-DotArt @arguments } | Should -Throw
        Join-Path $TestDrive 'refused.svg' | Should -Not -Exist
    }
}
