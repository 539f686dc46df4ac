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
        $groups[0].id | Should -Match '^[\w-]+-color-1$'
        $groups.label -replace '^\d+ ' | Should -Be $written.Stylize.Palette
    }

    It 'draws strokes along lines' {
        $written = ConvertTo-VectorArt a.png -Centerline -IdPrefix a-
        $written.Stylize.Strokes | Should -BeGreaterThan 0
        @(([xml] (Get-Content $written -Raw)).svg.g)[0].id | Should -Be 'a-color-1'
    }

    It 'selects the format by the extension of the destination' {
        (ConvertTo-VectorArt a.png -DestinationPath b.png).Name | Should -Be 'b.png'
        (Get-StylizeProvenance b.png).Operation | Should -Be 'trace'
    }
}
