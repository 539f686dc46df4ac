BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'Get-StylizeProvenance' {
    BeforeEach {
        Push-Location (New-TestFolder)
    }

    AfterEach { Pop-Location }

    It 'tells program, operation, options, and the source of what a cmdlet wrote' {
        New-TestImage "$PWD/a [1].png"
        $made = ConvertTo-PixelArt -LiteralPath 'a [1].png' -Colors 5 -NoRefinement | Get-StylizeProvenance
        $made.Program | Should -Match '^Stylize \d'
        $made.Operation | Should -Be 'pixel-art'
        $made.OperationVersion | Should -BeGreaterThan 0
        $made.Options.PSObject.Properties.Name | Should -Be 'Colors', 'NoRefinement'
        $made.Options.Colors | Should -Be 5
        $made.Options.Colors | Should -BeOfType [int]
        $made.Options.NoRefinement | Should -BeTrue
        $made.Source | Should -Be 'a [1].png'
        $made.SourceSha256 | Should -Be (Get-FileHash -LiteralPath 'a [1].png').Hash.ToLower()
        Split-Path -Leaf $made.Path | Should -Be 'a [1].pixelart.png'
    }

    It 'has numbers, switches, lists and texts' {
        New-TestImage "$PWD/a.png"
        $options = (ConvertTo-DotArt a.png -DotCount 50 -Separation Inks -Palette red, black -AllowOverlap:$false | Get-StylizeProvenance).Options
        $options.DotCount | Should -Be 50
        (ConvertTo-PixelArt a.png -Saturation 1.3 | Get-StylizeProvenance).Options.Saturation | Should -Be 1.3
        $options.AllowOverlap | Should -BeFalse
        $options.Separation | Should -Be 'Inks'
        $options.Palette | Should -HaveCount 2
        $options.Palette[0] | Should -Be '#ff0000'
    }

    It 'survives a job' {
        New-TestImage "$PWD/a.png"
        $made = ConvertTo-PixelArt a.png -Colors 5 | Get-StylizeProvenance
        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($made))
        $back.Options.Colors | Should -Be 5
    }

    It 'names a file that does not say how it was made' {
        New-TestImage "$PWD/a.png"
        Get-StylizeProvenance a.png -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Match '^ProvenanceMissing'
        $failed[0].TargetObject | Should -Match 'a\.png$'
    }
}
