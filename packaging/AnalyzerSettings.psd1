@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # Scripts of the build talk to a person at a prompt.
        'PSAvoidUsingWriteHost'
        # Helpers in build and test scripts ask no questions.
        'PSUseShouldProcessForStateChangingFunctions'
        # Pester's blocks read what other blocks assign.
        'PSUseDeclaredVarsMoreThanAssignments'
    )
}
