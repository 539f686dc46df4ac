BeforeDiscovery {
    $hasBroker = Test-Path /usr/lib/rabbitmq/bin/rabbitmq-server
    $pages = Get-ChildItem "$PSScriptRoot/../docs/en-US/*.md" | Where-Object BaseName -Match '-Stylize(Batch|Worker)$' |
        Sort-Object { @('Submit', 'Start', 'Watch', 'Stop').IndexOf(($_.BaseName -split '-')[0]) } |
        ForEach-Object { @{ Page = $_.BaseName; File = $_.FullName } }
}

Describe 'Without a broker' {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        $folder = New-TestFolder
        New-TestImage "$folder/a.png"
        # Nothing listens on port 1.
        $none = 'amqp://127.0.0.1:1/'
    }

    It '<Name> names what is missing' -ForEach @(
        @{ Name = 'Submit-StylizeBatch'; Run = { Submit-StylizeBatch PixelArt "$folder/a.png" -Options @{ Width = 8 } -DestinationPath "$folder/out" -Broker $none } }
        @{ Name = 'Start-StylizeWorker'; Run = { Start-StylizeWorker -Broker $none -IdleExit 1s } }
        @{ Name = 'Watch-StylizeBatch'; Run = { Watch-StylizeBatch -List -Broker $none } }
        @{ Name = 'Stop-StylizeBatch'; Run = { Stop-StylizeBatch 1234 -Broker $none -Confirm:$false } }
    ) {
        $Run | Should -Throw -ErrorId 'ConnectionFailed,*'
        "$folder/out" | Should -Not -Exist
    }

    It 'Submit-StylizeBatch refuses an unknown operation and option' {
        { Submit-StylizeBatch Nonsense $folder -Broker $none } | Should -Throw -ErrorId 'NameUnknown,*'
        { Submit-StylizeBatch PixelArt $folder -Options @{ Widht = 8 } -Broker $none } | Should -Throw -ErrorId 'NameUnknown,*'
    }
}

Describe 'Workers' -Tag All -Skip:(-not $hasBroker) {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"

        # A broker on loopback in a temporary folder. The broker and the Erlang port mapper are stopped by their process ids.
        $ports = 1..3 | ForEach-Object {
            $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $listener.LocalEndpoint.Port
            $listener.Stop()
        }
        $home_ = New-TestFolder
        Set-Content "$home_/plugins" '[].'
        $names = Start-Process (Get-Command epmd).Source '-port', $ports[2], '-address', '127.0.0.1' -PassThru
        $broker = Start-Process /usr/lib/rabbitmq/bin/rabbitmq-server -PassThru -RedirectStandardOutput "$home_/out" -RedirectStandardError "$home_/err" -Environment @{
            HOME = $home_; RABBITMQ_NODENAME = "pester$($ports[0])@localhost"; RABBITMQ_MNESIA_BASE = "$home_/mnesia"; RABBITMQ_LOG_BASE = "$home_/log"
            RABBITMQ_PID_FILE = "$home_/pid"; RABBITMQ_ENABLED_PLUGINS_FILE = "$home_/plugins"; RABBITMQ_NODE_IP_ADDRESS = '127.0.0.1'
            RABBITMQ_NODE_PORT = $ports[0]; RABBITMQ_DIST_PORT = $ports[1]; ERL_EPMD_ADDRESS = '127.0.0.1'; ERL_EPMD_PORT = $ports[2]
        }
        $env:STYLIZE_BROKER = "amqp://127.0.0.1:$($ports[0])"
        # On a busy machine the broker needs more than half a minute to start.
        $answers = $false
        for ($i = 0; -not $answers -and -not $broker.HasExited -and $i -lt 3000; $i++) {
            try { [System.Net.Sockets.TcpClient]::new('127.0.0.1', $ports[0]).Dispose(); $answers = $true } catch { Start-Sleep -Milliseconds 100 }
        }
        if (-not $answers) { throw "The broker did not start: $(Get-Content "$home_/err" -Raw)" }
        function Invoke-Control {
            & env "HOME=$home_" "RABBITMQ_NODENAME=pester$($ports[0])@localhost" "ERL_EPMD_PORT=$($ports[2])" /usr/lib/rabbitmq/bin/rabbitmqctl -q @args
        }

        $folder = New-TestFolder
        [void] (New-Item -ItemType Directory "$folder/photos")
        foreach ($i in 1..6) { New-TestImage "$folder/photos/p$i.png" -Seed $i }
        New-TestPlate "$folder/plate"
        Push-Location $folder
    }

    AfterAll {
        Pop-Location
        Remove-Item Env:STYLIZE_BROKER
        if (Test-Path "$home_/pid") { Stop-Process -Id (Get-Content "$home_/pid") -Force }
        if (-not $broker.HasExited) { $broker.WaitForExit() }
        Stop-Process -Id $names.Id -Force
    }

    It 'create the files of a local run, and Watch-StylizeBatch returns them' {
        $local = ConvertTo-PixelArt photos/*.png -Width 8 -DestinationPath local
        $batch = Submit-StylizeBatch -Operation PixelArt -Path photos/*.png -Options @{ Width = 8 } -DestinationPath out -ChunkFiles 2
        $batch.Files | Should -Be 6
        $batch.Chunks | Should -Be 3
        $worker = Start-Job { Import-Module $args[0]; Start-StylizeWorker -IdleExit 2s } -ArgumentList $ManifestPath
        $watched = $batch | Watch-StylizeBatch
        $watched.Name | Should -Be $local.Name
        $watched[0].Stylize.Width | Should -Be $local[0].Stylize.Width
        $watched[0].Stylize.Colors | Should -Be $local[0].Stylize.Colors
        Receive-Job $worker -Wait -AutoRemoveJob
        foreach ($file in $local) { (Get-FileHash "out/$($file.Name)").Hash | Should -Be (Get-FileHash $file).Hash }
    }

    It 'report a file that fails' {
        Set-Content photos/bad.png 'not an image'
        $batch = Submit-StylizeBatch PixelArt photos -Options @{ Width = 8 } -DestinationPath failing
        Start-StylizeWorker -IdleExit 1s
        $watched = Watch-StylizeBatch $batch.Id -ReportPath report.jsonl -ErrorVariable failures -ErrorAction SilentlyContinue
        $watched.Count | Should -Be 6
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable,*'
        $failures[0].TargetObject | Should -BeLike '*bad.png'
        (Get-Content report.jsonl | ConvertFrom-Json | Group-Object status -AsHashTable)['total'].failed | Should -Be 1
        Remove-Item photos/bad.png
        Watch-StylizeBatch -List | Where-Object Id -EQ $batch.Id | ForEach-Object State | Should -Be Ended
        Stop-StylizeBatch $batch.Id -Forget
        (Watch-StylizeBatch -List).Id | Should -Not -Contain $batch.Id
    }

    It 'use only allowed folders and database servers' {
        $batch = Submit-StylizeBatch PixelArt photos -Options @{ Width = 8 } -DestinationPath elsewhere
        [void] (New-Item -ItemType Directory -Force results)
        Start-StylizeWorker -Root results -ReadRoot photos -IdleExit 1s
        Watch-StylizeBatch $batch.Id -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures.Count | Should -Be $batch.Files
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'PathNotAllowed,*'
        $failures[0].CategoryInfo.Category | Should -Be PermissionDenied
        Test-Path elsewhere | Should -BeFalse
        { Start-StylizeWorker -Root gone -IdleExit 1s } | Should -Throw -ErrorId 'OptionInvalid,*'
        { Start-StylizeWorker -DatabaseHost 'db lab' -IdleExit 1s } | Should -Throw -ErrorId 'OptionInvalid,*'
    }

    It 'move a malformed message to the dead messages, and continue' {
        $batch = Submit-StylizeBatch PixelArt photos -Options @{ Width = 8 } -DestinationPath malformed
        $publish = 'rabbit_basic:publish(rabbit_misc:r(<<"/">>, exchange, <<"">>), <<"{0}">>, [], <<"not json">>)'
        $queue = Invoke-Control list_queues name | Where-Object { $_ -like 'stylize.work.*' }
        Invoke-Control eval "$($publish -f $queue)." | Should -BeExactly ok
        Start-StylizeWorker -IdleExit 1s -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*stylize.dead*'
        (Watch-StylizeBatch $batch.Id).Count | Should -Be $batch.Files
    }

    It 'reject an unknown operation, option and broker' {
        { Submit-StylizeBatch Nonsense photos } | Should -Throw -ErrorId 'NameUnknown,*'
        { Submit-StylizeBatch PixelArt photos -Options @{ Widht = 8 } } | Should -Throw -ErrorId 'NameUnknown,*'
        { Submit-StylizeBatch PixelArt photos -Options @{ Width = 0 } } | Should -Throw -ErrorId 'OptionInvalid,*'
        { Watch-StylizeBatch -List -Broker 'amqp://me:s3cret@host/' } | Should -Throw -ErrorId 'OptionInvalid,*'
    }

    It 'run the examples of <Page>' -ForEach $pages {
        foreach ($i in 1..3) { New-TestImage "$folder/photos/e$i.png" 40 30 -Seed $i }
        foreach ($block in [regex]::Matches((Get-Content $File -Raw), '(?ms)^```powershell\r?\n(.*?)^```').ForEach{ $_.Groups[1].Value }) {
            $worker = $block -match 'Watch-' -and $block -notmatch 'List' ? (Start-Job { Import-Module $args[0]; Start-StylizeWorker -IdleExit 2s } -ArgumentList $ManifestPath) : $null
            $ErrorActionPreference = 'Stop'
            [void] (& ([scriptblock]::Create($block)))
            if ($worker) { Receive-Job $worker -Wait -AutoRemoveJob }
        }
    }
}
