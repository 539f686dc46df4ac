# Runs the commands of the tutorials in the order of the pages, on small photographs in place of the samples.
BeforeDiscovery {
    $tutorials = @{ Page = 'first-pictures'; Minimum = 8 }, @{ Page = 'web-page'; Minimum = 4 } | ForEach-Object {
        $page = Get-Content "$PSScriptRoot/../docs/tutorials/$($_.Page).md" -Raw
        $blocks = [regex]::Matches($page, '(?ms)^```(powershell|bash)\r?\n(.*?)^```') | ForEach-Object { @{ Shell = $_.Groups[1].Value; Code = $_.Groups[2].Value.Trim() } }
        # The first block of each shell makes the module or the command available, which tests do in their own way.
        $_ + @{ Steps = @($blocks | Where-Object Code -NotMatch '^(Import-Module|alias) ') }
    }
}

Describe 'The tutorial <Page>' -Tag All -ForEach $tutorials {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        $folder = New-TestFolder
        [void] (New-Item -ItemType Directory "$folder/samples/pixel-art")
        foreach ($name in 'rocket', 'astronaut', 'coffee') { Copy-Item "$PSScriptRoot/photo.jpg" "$folder/samples/$name.jpg" }
        $enlarged = ConvertTo-PixelArt "$PSScriptRoot/photo.jpg" -Width 24 -Scale 6 -DestinationPath "$folder/enlarged.png"
        Move-Item $enlarged "$folder/samples/pixel-art/enlarged.jpg"
        Copy-Item "$PSScriptRoot/../web" "$folder/web" -Recurse
        $command = (Get-CommandWords | ForEach-Object { "'$_'" }) -join ' '
        Push-Location $folder
    }

    AfterAll {
        Pop-Location
    }

    It 'has at least <Minimum> steps in each shell' {
        @($Steps | Where-Object Shell -EQ powershell).Count | Should -BeGreaterOrEqual $Minimum
        @($Steps | Where-Object Shell -EQ bash).Count | Should -Be @($Steps | Where-Object Shell -EQ powershell).Count
    }

    It 'uses photographs that exist' {
        foreach ($name in [regex]::Matches($Steps.Code -join "`n", '\bsamples(/[\w.-]+)*').Value) { "$RepositoryRoot/$name" | Should -Exist }
    }

    It 'runs in <Shell>: <Code>' -ForEach $Steps {
        if ($Shell -eq 'powershell') {
            $ErrorActionPreference = 'Stop'
            & ([scriptblock]::Create($Code)) 6>$null | Should -Not -BeNullOrEmpty
        }
        elseif (Get-Command bash -ErrorAction Ignore) {
            $output = bash -c "set -e; stylize() { $command `"`$@`"; }; $Code" 2>&1
            $LASTEXITCODE | Should -Be 0 -Because "$output"
        }
        else {
            Set-ItResult -Skipped -Because 'bash is not installed'
        }

        foreach ($name in [regex]::Matches($Code, '(?:-DestinationPath|-o) (\S+\.\w+)').ForEach{ $_.Groups[1].Value }) { (Get-Item $name).Length | Should -BeGreaterThan 100 }
    }
}
