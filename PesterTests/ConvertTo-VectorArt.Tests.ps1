BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'ConvertTo-VectorArt' {
    BeforeEach {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        Push-Location $folder
        New-TestImage (Join-Path $folder 'a.png') -Width 96 -Height 64
    }

    AfterEach {
        Pop-Location
    }

    It 'writes a group for each color' {
        $written = ConvertTo-VectorArt a.png -Colors 5
        $written.Name | Should -Be 'a.traced.svg'
        $groups = ([xml] (Get-Content $written -Raw)).svg.g
        $groups.Count | Should -Be $written.Stylize.Colors
        $groups[0].id | Should -Be 'color-1'
        $groups.title | Should -Be $written.Stylize.Palette
    }

    It 'selects the format by the extension of the destination' {
        (ConvertTo-VectorArt a.png -DestinationPath b.png).Name | Should -Be 'b.png'
        (Get-StylizeProvenance b.png).Operation | Should -Be 'trace'
    }
}
