BeforeDiscovery {
    $page = Get-Content "$PSScriptRoot/../docs/cookbook.md" -Raw
    $recipes = [regex]::Matches($page, '(?ms)^([^\r\n]+):\r?\n\r?\n```powershell\r?\n(.*?)^```') | ForEach-Object { @{ Task = $_.Groups[1].Value; Code = $_.Groups[2].Value } }
}

Describe 'The cookbook' {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        $folder = New-TestFolder
        [void] (New-Item -ItemType Directory "$folder/photos/holiday")
        Copy-Item "$PSScriptRoot/photo.jpg" "$folder/photo.jpg"
        Copy-Item "$PSScriptRoot/photo.jpg" "$folder/photos/a.jpg"
        Copy-Item "$PSScriptRoot/photo.jpg" "$folder/photos/holiday/b.jpg"
        Copy-Item "$PSScriptRoot/clip.gif" $folder
        New-TestPlate "$folder/plate"
        $program, $words = Get-CommandWords
        $words = @($words | Where-Object { $_ }) # Splatting a string would pass its characters.

        # The command is not in the PATH.
        function stylize {
            $output = & $program @words @args 2>&1
            if ($LASTEXITCODE -ne 0) { throw "stylize ended with $($LASTEXITCODE): $output" }
            $output
        }

        # Keeps presets in the test folder.
        $config = $env:XDG_CONFIG_HOME
        $env:XDG_CONFIG_HOME = "$folder/config"
        Push-Location $folder
    }

    AfterAll {
        Pop-Location
        Remove-StylizePreset PixelArt mine -ErrorAction Ignore
        $env:XDG_CONFIG_HOME = $config
    }

    It 'has at least 20 recipes' -ForEach @(@{ Count = $recipes.Count }) {
        $Count | Should -BeGreaterOrEqual 20
    }

    It 'works: <Task>' -ForEach $recipes {
        $ErrorActionPreference = 'Stop'
        $Code.Trim().Split("`n").Count | Should -BeLessOrEqual 3
        $output = & ([scriptblock]::Create($Code)) 6>$null
        foreach ($name in [regex]::Matches($Code, '-DestinationPath (\S+\.\w+)').ForEach{ $_.Groups[1].Value }) { (Get-Item $name).Length | Should -BeGreaterThan 100 }
        if ($Code -match '-DestinationPath|-o ' -and $Code -notmatch '-WhatIf') { $output | Should -Not -BeNullOrEmpty }
    }
}
