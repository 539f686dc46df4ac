BeforeDiscovery {
    $page = Get-Content "$PSScriptRoot/../docs/tutorials/plate-to-table.md" -Raw
    $steps = [regex]::Matches($page, '(?ms)^```(powershell|bash)\r?\n(.*?)^```') | ForEach-Object -Begin { $number = 0 } -Process {
        $number++
        @{ Number = $number; Language = $_.Groups[1].Value; Code = $_.Groups[2].Value }
    }
}

Describe 'The tutorial "From a plate to a table"' -Tag All {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        # A folder per language with the sample plate, as in the root of a checkout.
        $folders = @{}
        foreach ($language in 'powershell', 'bash') {
            $folders[$language] = New-TestFolder
            [void] (New-Item -ItemType Directory "$($folders[$language])/samples")
            Copy-Item -Recurse "$RepositoryRoot/samples/plate" "$($folders[$language])/samples/plate"
        }

        $command = (Get-CommandWords | ForEach-Object { "'$_'" }) -join ' '
    }

    It 'has commands for both front ends' -ForEach @(@{ Languages = $steps.Language }) {
        ($Languages -eq 'powershell').Count | Should -BeGreaterOrEqual 4
        ($Languages -eq 'bash').Count | Should -BeGreaterOrEqual 4
    }

    It 'runs step <Number> (<Language>)' -ForEach $steps {
        $ErrorActionPreference = 'Stop'
        Push-Location $folders[$Language]
        try {
            if ($Language -eq 'powershell') {
                $result = & ([scriptblock]::Create($Code)) 6>$null
            }
            elseif (-not (Get-Command bash -ErrorAction Ignore) -or ($Code -match '^sqlite3' -and -not (Get-Command sqlite3 -ErrorAction Ignore))) {
                Set-ItResult -Skipped -Because 'bash or sqlite3 is not installed'
                return
            }
            else {
                $result = bash -c "stylize() { $command `"`$@`"; }`n$Code" 2>&1
                $LASTEXITCODE | Should -Be 0 -Because "$result"
            }

            $result | Should -Not -BeNullOrEmpty
        }
        finally { Pop-Location }
    }

    It 'gives the answer of the page' {
        $page = Get-Content "$PSScriptRoot/../docs/tutorials/plate-to-table.md"
        $stated = $page -match '^\| (DMSO|drug) \|'
        $stated.Count | Should -Be 6
        foreach ($line in $stated) {
            $compound, $dose, $timepoint, $cells, $mean = $line.Trim('|', ' ') -split ' \| '
            $well = $compound -eq 'drug' ? 'A2' : 'A1'
            $rows = Get-ChildItem "$($folders.powershell)/cells/Regions/$well" -Filter "*_T${timepoint}_*" | ForEach-Object { Import-Csv $_ }
            $rows.Count | Should -Be $cells -Because $line
            [math]::Round(($rows | Measure-Object MeanIntensity_GFP -Average).Average) | Should -Be $mean -Because $line
        }
    }
}
