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
        ($made.Options | Sort-Object Name | ForEach-Object { "$_" }) -join ' ' | Should -Be 'Colors=5 NoRefinement=true'
        $made.Source | Should -Be 'a [1].png'
        $made.SourceSha256 | Should -Be (Get-FileHash -LiteralPath 'a [1].png').Hash.ToLower()
        Split-Path -Leaf $made.Path | Should -Be 'a [1].pixelart.png'
    }

    It 'names a file that does not say how it was made' {
        New-TestImage "$PWD/a.png"
        Get-StylizeProvenance a.png -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Match '^ProvenanceMissing'
        $failed[0].TargetObject | Should -Match 'a\.png$'
    }
}
