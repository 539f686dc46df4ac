BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'Edit-GaussianImage' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        New-TestModel a.g2d 40 30 -Seed 1
        New-TestModel b.g2d 40 30 -Seed 2
    }

    AfterEach { Pop-Location }

    It 'accepts numbers without quotes' {
        (Edit-GaussianImage a.g2d -Move -3,4 -DestinationPath moved.g2d).Name | Should -Be 'moved.g2d'
        $file = Edit-GaussianImage a.g2d -Join b.g2d -At 40,0
        $file.Stylize.Width, $file.Stylize.Height | Should -Be 80, 30
    }

    It 'rejects -<Arguments.Keys> <Arguments.Values>' -ForEach @(
        @{ Arguments = @{}; Id = 'OptionInvalid*' }
        @{ Arguments = @{ Scale = 2; Width = 10 }; Id = 'OptionConflict*' }
        @{ Arguments = @{ Move = 'three' }; Id = 'OptionInvalid*' }
        @{ Arguments = @{ Crop = 1, 2, 0, 4 }; Id = 'OptionInvalid*' }
        @{ Arguments = @{ At = 1, 2 }; Id = 'OptionConflict*' }
        @{ Arguments = @{ Join = 'missing.g2d' }; Id = 'OptionInvalid*' }
        @{ Arguments = @{ Rotate = 400 }; Id = 'ParameterArgumentValidationError,*' }
        @{ Arguments = @{ Width = 0 }; Id = 'ParameterArgumentValidationError,*' }
    ) {
        { Edit-GaussianImage a.g2d @Arguments } | Should -Throw -ErrorId $Id
        'a.edited.g2d' | Should -Not -Exist
    }

    It 'gives an error for a file outside the crop, and continues' {
        New-TestModel large.g2d 400 300
        $files = Edit-GaussianImage a.g2d, large.g2d -Crop 100, 100, 50, 50 -ErrorAction SilentlyContinue -ErrorVariable failure
        $files.Name | Should -Be 'large.edited.g2d'
        $failure.TargetObject | Should -BeLike '*a.g2d'
    }
}
