BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'Get-StylizeProvenance' {
    BeforeEach {
        Push-Location (New-TestFolder)
    }

    AfterEach { Pop-Location }

    It 'returns the program, operation, options and source of an output' {
        New-TestImage "$PWD/a [1].png"
        $record = ConvertTo-PixelArt -LiteralPath 'a [1].png' -Colors 5 -NoRefinement | Get-StylizeProvenance
        $record.Program | Should -Match '^Stylize \d'
        $record.Operation | Should -Be 'pixel-art'
        $record.OperationVersion | Should -BeGreaterThan 0
        $record.Options.PSObject.Properties.Name | Should -Be 'Colors', 'NoRefinement'
        $record.Options.Colors | Should -Be 5
        $record.Options.Colors | Should -BeOfType [int]
        $record.Options.NoRefinement | Should -BeTrue
        $record.Source | Should -Be 'a [1].png'
        $record.SourceSha256 | Should -Be (Get-FileHash -LiteralPath 'a [1].png').Hash.ToLower()
        Split-Path -Leaf $record.Path | Should -Be 'a [1].pixelart.png'
    }

    It 'returns numbers, switches, lists and strings' {
        New-TestImage "$PWD/a.png"
        $options = (ConvertTo-DotArt a.png -DotCount 50 -Separation Inks -Palette red, black -AllowOverlap:$false | Get-StylizeProvenance).Options
        $options.DotCount | Should -Be 50
        (ConvertTo-PixelArt a.png -Saturation 1.3 | Get-StylizeProvenance).Options.Saturation | Should -Be 1.3
        $options.AllowOverlap | Should -BeFalse
        $options.Separation | Should -Be 'Inks'
        $options.Palette | Should -HaveCount 2
        $options.Palette[0] | Should -Be '#ff0000'
    }

    It 'keeps the options in a job' {
        New-TestImage "$PWD/a.png"
        $record = ConvertTo-PixelArt a.png -Colors 5 | Get-StylizeProvenance
        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($record))
        $back.Options.Colors | Should -Be 5
    }

    It 'gives an error for a file without provenance' {
        New-TestImage "$PWD/a.png"
        Get-StylizeProvenance a.png -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Match '^ProvenanceMissing'
        $failed[0].TargetObject | Should -Match 'a\.png$'
    }
}
