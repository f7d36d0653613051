print("emocli")
