# Runs the examples of docs/scheduling.md that start a run and leave its reason in a log or a mail.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:Page = (Get-Content "$RepositoryRoot/docs/scheduling.md" -Raw) -replace '\r'

    # Holds a report as another run does.
    function Invoke-Held {
        param([string] $Path, [string] $Start, [scriptblock] $Run)
        [void] (New-Item -ItemType Directory -Force (Split-Path $Path))
        $file = [System.IO.FileStream]::new($Path, 'Create', 'ReadWrite', 'Read, Delete')
        try {
            $file.Write([System.Text.Encoding]::UTF8.GetBytes($Start))
            $file.Flush()
            if ($IsLinux) { $file.Lock(0, 0) }
            & $Run
        }
        finally { $file.Dispose() }
    }

    function New-ScheduledFolder {
        $folder = New-TestFolder
        [void] (New-Item -ItemType Directory "$folder/photos", "$folder/logs")
        New-TestImage "$folder/photos/a.png"
        $folder
    }

    # Without line breaks and margins, which depend on the width of the console.
    function Get-LogText { param($Path) (Get-Content $Path -Raw) -replace '[\s|]+', ' ' }
}

Describe 'The line of the Task Scheduler' {
    BeforeAll {
        $script:Command = [regex]::Match($Page, '-Argument ''-NoProfile -NonInteractive -Command "(.+)"''\n').Groups[1].Value
        function Invoke-Task {
            param([string] $Folder, [string] $From = '', [string] $To = '')
            $text = $From ? $Command.Replace($From, $To) : $Command
            $text = $text.Replace('D:\Photos', "$Folder/photos").Replace('D:\PixelArt', "$Folder/out").Replace('D:\Logs\', "$Folder/logs/").Replace('Import-Module Stylize', "Import-Module '$ManifestPath'")
            & $PwshWords[0] ($PwshWords | Select-Object -Skip 1) -NoProfile -NonInteractive -Command $text | Should -BeNullOrEmpty
            $LASTEXITCODE
        }
    }

    It 'succeeds' {
        $folder = New-ScheduledFolder
        Invoke-Task $folder | Should -Be 0
        "$folder/out/a.pixelart.png", "$folder/logs/stylize.jsonl" | Should -Exist
        Get-LogText "$folder/logs/stylize.log" | Should -BeLike '*a.pixelart.png*'
    }

    It 'fails and logs the reason: <Name>' -ForEach @(
        @{ Name = 'a wrong value'; From = '-Update'; To = '-Update -Palette pico9'; Reason = "*Unknown palette, color or file 'pico9'*" }
        @{ Name = 'a wrong parameter'; From = '-Update'; To = '-Updat3'; Reason = '*matches parameter name ''Updat3''*' }
        @{ Name = 'a missing folder'; From = 'D:\Photos'; To = 'gone'; Reason = '*gone*does not exist*' }
        @{ Name = 'a missing module'; From = 'Module Stylize'; To = 'Module NoSuchModule'; Reason = '*NoSuchModule*' }
    ) {
        $folder = New-ScheduledFolder
        Invoke-Task $folder $From $To | Should -Be 1
        Get-LogText "$folder/logs/stylize.log" | Should -BeLike $Reason
    }

    It 'fails and logs the reason: a second run at once' -Skip:$IsMacOS {
        $folder = New-ScheduledFolder
        Invoke-Held "$folder/logs/stylize.jsonl" '{"status":"run"' { Invoke-Task $folder } | Should -Be 1
        Get-LogText "$folder/logs/stylize.log" | Should -BeLike '*run* writes the report*'
        "$folder/out" | Should -Not -Exist
    }
}

Describe 'The lines for a shell' -Skip:$IsWindows {
    BeforeAll {
        function Invoke-Line {
            param([string] $Folder, [string] $Line, [string] $Extra = '')
            $words = @(Get-CommandWords) | ForEach-Object { "'$_'" }
            [void] (New-Item -ItemType Directory -Force "$Folder/bin")
            Set-Content "$Folder/bin/mail" "#!/bin/sh`ncat >> '$Folder/mail.txt'"
            Set-Content "$Folder/bin/stylize" "#!/bin/sh`nexec $words `"`$@`" $Extra"
            chmod +x "$Folder/bin/mail" "$Folder/bin/stylize"
            $text = $Line.Replace('/srv/photos', "$Folder/photos").Replace('/srv/pixelart', "$Folder/out").Replace('/var/lib/stylize', "$Folder/logs").Replace('/var/log/stylize', "$Folder/logs").Replace('/usr/local/bin/', '')
            $output = sh -c "PATH='$Folder/bin':`$PATH; MAILTO=you@example.org; $text" 2>&1
            [pscustomobject]@{ Output = "$output"; ExitCode = $LASTEXITCODE }
        }

        $script:Cron = [regex]::Match($Page, '(?m)^    30 2 \* \* \*  (.+)$').Groups[1].Value
        $script:Mailing = [regex]::Match($Page, '(?m)^    (\{ stylize .+)$').Groups[1].Value
        $script:Service = [regex]::Match($Page, '(?m)^    ExecStart=(.+)$').Groups[1].Value
    }

    It 'of cron succeeds without a mail, and mails the reason of a failure' {
        $folder = New-ScheduledFolder
        (Invoke-Line $folder $Cron).ExitCode | Should -Be 0
        "$folder/out/a.pixelart.png" | Should -Exist
        "$folder/mail.txt" | Should -Not -Exist
        [void] (Invoke-Line $folder $Cron '--palette pico9')
        foreach ($name in 'mail.txt', 'logs/stylize.log') { Get-Content "$folder/$name" -Raw | Should -Match "(?m)^\S+Z stylize:.*'pico9'" }
        Clear-Content "$folder/mail.txt"
        Invoke-Held "$folder/logs/report.jsonl" '{"status":"run"' { Invoke-Line $folder $Cron }
        Get-Content "$folder/mail.txt" -Raw | Should -BeLike '*Another run writes the report*'
    }

    It 'of systemd prints the reason of a failure' {
        $folder = New-ScheduledFolder
        (Invoke-Line $folder $Service).ExitCode | Should -Be 0
        $wrong = Invoke-Line $folder $Service '--palette pico9'
        $wrong.ExitCode, $wrong.Output -join ' ' | Should -BeLike "2 *'pico9'*"
        $second = Invoke-Held "$folder/logs/report.jsonl" '{"status":"run"' { Invoke-Line $folder $Service }
        $second.ExitCode, $second.Output -join ' ' | Should -BeLike '2 *Another run writes the report*'
    }

    It 'of a mail sends the report, with the errors of a run that did not start' {
        $folder = New-ScheduledFolder
        Set-Content "$folder/photos/bad.png" 'not an image'
        (Invoke-Line $folder $Mailing).Output | Should -BeNullOrEmpty
        $mail = Get-Content "$folder/mail.txt"
        $mail | Should -Contain 'Stylize report: pixel-art'
        @($mail -like '1 created, 0 up to date, 1 failed. *') | Should -HaveCount 1
        "$mail" | Should -BeLike "*bad.png*To resume, *"
        [void] (Invoke-Line $folder $Mailing '--palette pico9')
        Get-Content "$folder/mail.txt" -Raw | Should -BeLike "*'pico9'*"
        Invoke-Held "$folder/logs/report.txt" 'Stylize report: ' { Invoke-Line $folder $Mailing }
        Get-Content "$folder/mail.txt" -Raw | Should -BeLike '*Another run writes the report*'
    }
}

Describe 'The lines for PowerShell that mail a report' {
    It 'send the errors and the report' {
        $folder = New-ScheduledFolder
        Set-Content "$folder/photos/bad.png" 'not an image'
        $lines = [regex]::Match($Page, '(?m)^    (\$problems = .+\n    Send-MailMessage .+)$').Groups[1].Value
        $text = $lines.Replace('D:\Photos', "$folder/photos").Replace('D:\PixelArt', "$folder/out").Replace('D:\Logs\', "$folder/logs/")
        $stub = 'function Send-MailMessage { param($SmtpServer, $From, $To, $Subject, $Body) $Body }' + "`n"
        (Invoke-Pwsh ($stub + $text)).Output -join "`n" | Should -BeLike '*bad.png*Stylize report: *1 created, 0 up to date, 1 failed*To resume*'
        (Invoke-Pwsh ($stub + $text.Replace('-Update', '-Update -Palette pico9'))).Output -join "`n" | Should -BeLike "*'pico9'*Stylize report: *"
    }
}
