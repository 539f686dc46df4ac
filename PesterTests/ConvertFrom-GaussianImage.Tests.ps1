BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'ConvertFrom-GaussianImage' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        New-TestModel a.g2d 40 30 -Seed 1
    }

    AfterEach { Pop-Location }

    It 'chooses the format by the name of the destination' {
        (ConvertFrom-GaussianImage a.g2d -DestinationPath b.webp).Name | Should -Be 'b.webp'
    }

    It 'renders the intact part of a truncated file with -AllowPrefix' {
        $bytes = [System.IO.File]::ReadAllBytes("$folder/a.g2d")
        [System.IO.File]::WriteAllBytes("$folder/cut.g2d", $bytes[0..($bytes.Length - 6)])
        ConvertFrom-GaussianImage cut.g2d -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable*'
        (ConvertFrom-GaussianImage cut.g2d -AllowPrefix -WarningVariable warning 3>$null).Name | Should -Be 'cut.gaussian.png'
        "$warning" | Should -BeLike '*cut.g2d*'
    }
}
